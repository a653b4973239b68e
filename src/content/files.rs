//! Walks the site's folders: Markdown files below `content/`, sorted, no symbolic link leaving the folder.
