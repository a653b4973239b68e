//! Serves jobs on demand from memory on the loopback address, watches the site's folders, reloads the browser, shows
//! problems on the page.
