<?php
// Router of `php -S`: wp-content lives outside the core, every other address is WordPress's.
$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$root = $_SERVER['DOCUMENT_ROOT'];
if (str_contains($path, '..')) {
    http_response_code(400);
    exit;
}
if (str_starts_with($path, '/wp-content/')) {
    $file = getenv('BLOG_HOME') . '/blogs/' . getenv('BLOG_NAME') . $path;
    if (is_file($file) && !str_ends_with($file, '.php')) {
        header('Content-Type: ' . mime_content_type($file));
        readfile($file);
    } else {
        http_response_code(404);
    }
    exit;
}
$script = is_dir($root . $path) ? rtrim($path, '/') . '/index.php' : $path;
if (is_file($root . $script) && !str_ends_with($script, '.php')) {
    return false;
}
if (!is_file($root . $script)) {
    $script = '/index.php';
}
$_SERVER['SCRIPT_FILENAME'] = $root . $script;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $script;
chdir(dirname($root . $script));
require $root . $script;
