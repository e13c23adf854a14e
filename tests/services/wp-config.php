<?php
// One copy of the core serves every blog of the tests: what differs comes from the environment.
$port = getenv('BLOG_PORT');
define('DB_NAME', 'blog_' . getenv('BLOG_NAME'));
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('BLOG_SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', hash('sha256', $name));
    define($name . '_SALT', hash('sha256', strrev($name)));
}
define('WP_HOME', getenv('BLOG_URL') ?: "http://127.0.0.1:$port");
define('WP_SITEURL', WP_HOME);
define('WP_CONTENT_DIR', getenv('BLOG_HOME') . '/blogs/' . getenv('BLOG_NAME') . '/wp-content');
define('WP_CONTENT_URL', WP_HOME . '/wp-content');
define('WP_ENVIRONMENT_TYPE', 'local'); // application passwords without https, for loopback only
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISALLOW_FILE_MODS', true);
define('FS_METHOD', 'direct');
define('WP_DEFAULT_THEME', 'twentytwentythree');
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
