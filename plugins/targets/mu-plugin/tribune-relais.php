<?php
/**
 * Plugin Name: Tribune, relais d’articles
 * Description: Un extrait relayé par l’agence n’existe qu’une fois, n’écrase jamais une correction, et peut déclarer l’article d’origine comme référence.
 * Version: 1
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/old-licenses/gpl-2.0.html
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Copyright (C) 2026 les auteurs de Tribune
 *
 * This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public
 * License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later
 * version. It is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied
 * warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details:
 * LICENSE.txt, beside this file, or https://www.gnu.org/licenses/.
 *
 * À déposer dans wp-content/mu-plugins/ : un fichier, aucun réglage, aucune table, aucune requête vers l’extérieur.
 * Sans compte, rien n’est lisible de plus ; avec un compte, rien n’est permis que WordPress ne permette déjà.
 */

if (!defined('ABSPATH')) {
    exit;
}

const TRIBUNE_KEY = 'tribune_relay';

// What a relay says of its post: its key, the address of our article, an instruction to search engines.
add_action('init', function () {
    $cleaners = [TRIBUNE_KEY => 'sanitize_html_class', 'tribune_canonical' => 'esc_url_raw', 'tribune_robots' => 'sanitize_text_field'];
    foreach ($cleaners as $name => $cleaner) {
        register_post_meta('post', $name, [
            'type' => 'string',
            'single' => true,
            'show_in_rest' => true,
            'sanitize_callback' => $cleaner,
            'auth_callback' => fn ($allowed, $meta, $id) => current_user_can('edit_post', $id),
        ]);
    }
});

// Says to the agency's account that this file is here.
add_filter('rest_post_dispatch', function ($response) {
    if (current_user_can('edit_posts')) {
        $response->header('X-Tribune-Relais', '1');
    }
    return $response;
});

// Look-up by key: GET /wp/v2/posts?tribune_relay=cx-…
add_filter('rest_post_collection_params', fn ($parameters) => $parameters + [TRIBUNE_KEY => ['type' => 'string']]);
add_filter('rest_post_query', function ($arguments, $request) {
    if ($request[TRIBUNE_KEY]) {
        $arguments['meta_query'][] = ['key' => TRIBUNE_KEY, 'value' => (string) $request[TRIBUNE_KEY]];
    }
    return $arguments;
}, 10, 2);

/** The post that has a key, in its data or, when it came before this file, in the class of its last paragraph. */
function tribune_post_of_key(string $key): int
{
    global $wpdb;
    return (int) $wpdb->get_var($wpdb->prepare(
        "SELECT p.ID FROM $wpdb->posts p LEFT JOIN $wpdb->postmeta m ON m.post_id = p.ID AND m.meta_key = %s
         WHERE p.post_type = 'post' AND p.post_status <> 'auto-draft' AND (m.meta_value = %s OR p.post_content LIKE %s)
         ORDER BY p.ID LIMIT 1",
        TRIBUNE_KEY,
        $key,
        '%' . $wpdb->esc_like("class=\"lire-la-suite $key\"") . '%'
    ));
}

add_filter('rest_pre_insert_post', function ($post, $request) {
    global $wpdb;
    if (is_wp_error($post)) {
        return $post;
    }
    $meta = $request['meta'];
    $key = is_array($meta) ? sanitize_html_class((string) ($meta[TRIBUNE_KEY] ?? '')) : '';
    if (empty($post->ID) && $key !== '') {
        // Two requests with one key: the second waits for the first, whose lock ends with its database connection.
        $lock = 'tribune-' . md5(DB_NAME . $wpdb->prefix . $key);
        if (!$wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 10)', $lock))) {
            header('Retry-After: 5');
            return new WP_Error('tribune_busy', 'Un autre envoi de ce relais est en cours.', ['status' => 503]);
        }
        $held = tribune_post_of_key($key);
        if ($held) {
            return new WP_Error('tribune_exists', 'Ce relais a déjà un billet.', ['status' => 409, 'post_id' => $held]);
        }
    }
    // Optimistic lock on the text itself: a date has only seconds, and moves with every comment.
    $base = $request->get_header('x_tribune_base');
    if (!empty($post->ID) && $base) {
        $now = get_post($post->ID);
        if (!hash_equals(hash('sha256', $now->post_title . "\0" . $now->post_content), $base)) {
            return new WP_Error('tribune_moved', 'Ce billet a changé depuis sa lecture.', ['status' => 412]);
        }
    }
    return $post;
}, 10, 2);

// Names who made a revision: an author may not read the accounts that have published nothing.
add_filter('rest_prepare_revision', function ($response, $revision) {
    $response->data['author_name'] = get_the_author_meta('display_name', $revision->post_author);
    return $response;
}, 10, 2);

/** A value of the post on show, empty elsewhere. */
function tribune_shown(string $name): string
{
    return is_singular('post') ? (string) get_post_meta(get_queried_object_id(), $name, true) : '';
}

// rel=canonical of WordPress, and of the four usual extensions.
foreach (['get_canonical_url', 'wpseo_canonical', 'rank_math/frontend/canonical', 'seopress_titles_canonical_url', 'aioseo_canonical_url'] as $name) {
    add_filter($name, fn ($url) => tribune_shown('tribune_canonical') ?: $url);
}
add_filter('wp_robots', function ($robots) {
    foreach (array_filter(array_map('trim', explode(',', tribune_shown('tribune_robots')))) as $instruction) {
        $robots[$instruction] = true;
    }
    return $robots;
});
