<?php
// For the tests only: WordPress may read a site of this machine, and says what its reader of feeds makes of one.
add_filter('http_request_host_is_external', fn($external, $host) => $external || $host === 'localhost', 10, 2);
add_filter('http_allowed_safe_ports', fn($ports, $host, $url) => $host === 'localhost'
    ? [...$ports, parse_url($url, PHP_URL_PORT)]
    : $ports, 10, 3);
add_filter('wp_feed_cache_transient_lifetime', fn() => 0); // else half a day between two readings
add_action('rest_api_init', fn() => register_rest_route('essai/v1', '/flux', [
    'methods' => 'GET',
    'permission_callback' => '__return_true',
    'callback' => function (WP_REST_Request $request) {
        $feed = fetch_feed($request['url']);
        return is_wp_error($feed) ? $feed : array_map(fn($item) => [
            'id' => $item->get_id(),
            'title' => $item->get_title(),
            'link' => $item->get_permalink(),
            'date' => $item->get_gmdate('c'),
            'author' => $item->get_author()?->get_name(),
            'html' => $item->get_content(),
        ], $feed->get_items());
    },
]));
