<?php
// Prepares one blog: installs WordPress, makes an account for each role with an application password, prints them as JSON.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv('BLOG_PORT');
$_SERVER['REQUEST_URI'] = '/';

function wp_mail(...$arguments)
{
    return true; // a test sends no mail
}

require getenv('BLOG_CORE') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Blog ' . ucfirst(getenv('BLOG_NAME')), 'admin', 'admin@client.invalid', true, '', 'admin', 'fr_FR');
update_option('timezone_string', 'Europe/Paris');
update_option('default_ping_status', 'closed');
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->flush_rules(false);
wp_delete_post(1, true);
wp_insert_term('Conseils', 'category');

$accounts = [];
foreach (['administrator' => 'admin', 'editor' => 'Marie', 'author' => 'Agence', 'contributor' => 'Pigiste'] as $role => $name) {
    $login = strtolower($name);
    $typed = wp_generate_password(24, false);
    $id = username_exists($login) ?: wp_insert_user([
        'user_login' => $login, 'user_pass' => $typed, 'user_email' => "$login@client.invalid",
        'role' => $role, 'display_name' => $name,
    ]);
    [$password, $item] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Tribune']);
    $accounts[$role] = ['login' => $login, 'id' => $id, 'password' => $password, 'uuid' => $item['uuid'], 'login_password' => $typed];
}
// Whoever has published is named to every account; the others are not (WP_REST_Users_Controller).
wp_insert_post(['post_title' => 'Bienvenue', 'post_status' => 'publish', 'post_author' => $accounts['editor']['id']]);
echo json_encode($accounts);
