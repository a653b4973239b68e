//! Where the links of texts lead: as authors write them, as readers' browsers follow them, and as the site has them.
//!
//! In: a link of a document, the plan of the site. Out: [`Aim`]. The same answer decides what is an error and what
//! stands in the page ([`Aims::settle`]).
//!
//! A relative target begins at the address of the document's page. Where no page is there, it names a file beside the
//! Markdown file, as editors see it: an image of the text, or an attachment.

use super::pages::files::{attachment_address, image_address};
use super::{Job, Page, Site};
use crate::address::{BY_RULE, SEARCH_INDEX};
use crate::content::beside::{FileBeside, Found, beside};
use crate::corpus::{HeldDocument, TextLink};
use crate::document::Document;
use crate::document::targets::each_target;
use crate::render::links::base_path;
use crate::text::nfc;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim<'a> {
    /// To another site, or to what no list of pages can tell.
    Elsewhere,
    /// To a page; then what follows its address, from `?` or `#` on.
    Page(&'a Page, &'a str),
    /// To a file beside the document that has no address.
    File(&'a FileBeside),
    /// To no page.
    Dead,
}

/// Tells aims.
#[derive(Clone, Copy)]
pub struct Aims<'a> {
    /// All pages.
    pub site: &'a Site,
    /// Where they are published.
    pub base_url: &'a str,
}

impl<'a> Aims<'a> {
    /// Where a link of `document` leads.
    pub fn of(&self, document: &HeldDocument, link: &'a TextLink) -> Aim<'a> {
        let (path, rest) = parts(&link.target);
        if path.is_empty() || path.starts_with('/') || has_scheme(path) {
            return match path.is_empty().then(|| self.site.find(&document.address)) {
                Some(own) => own.map_or(Aim::Dead, |page| Aim::Page(page, rest)),
                None => self.of_address(&link.target),
            };
        }
        let path = decoded(path);
        if let Some(page) = self.page(&join(&document.address, &path)) {
            return Aim::Page(page, rest);
        }
        let Some(file) = &link.beside else { return Aim::Dead };
        match self.own_file(document, file).and_then(|address| self.site.find(&address)) {
            Some(page) if is_whole(&file.path, &link.target) => Aim::Page(page, ""),
            Some(page) => Aim::Page(page, rest),
            None => Aim::File(file),
        }
    }

    /// Where an address leads that begins with `/` or is whole.
    pub fn of_address(&self, target: &'a str) -> Aim<'a> {
        let (path, rest) = parts(target);
        let address = match within(self.base_url, path) {
            Some(path) => format!("/{}", decoded(path)),
            None if has_scheme(path) => return Aim::Elsewhere,
            None => decoded(path).into_owned(),
        };
        if address.starts_with(SEARCH_INDEX) || address.starts_with(BY_RULE) {
            return Aim::Elsewhere;
        }
        // Who copies an address of a site below a folder of its host copies the folder, too.
        let below = address.strip_prefix(base_path(self.base_url).trim_end_matches('/'));
        let page = self.page(&address).or_else(|| self.page(below.filter(|below| below.starts_with('/'))?));
        page.map_or(Aim::Dead, |page| Aim::Page(page, rest))
    }

    /// The page at an address as people write it: the final `/` may be missing, or be `index.html`.
    fn page(&self, address: &str) -> Option<&'a Page> {
        let folder = address.strip_suffix("index.html").filter(|folder| folder.ends_with('/'));
        let found = self.site.find(address).or_else(|| self.site.find(folder?));
        found.or_else(|| self.site.find(&format!("{address}/")))
    }

    /// The address of a file of the document itself.
    fn own_file(&self, document: &HeldDocument, file: &FileBeside) -> Option<String> {
        if matches!(file.found, Found::Image(_)) {
            return Some(image_address(document, &file.path));
        }
        let mut attachments = document.front_matter.attachments.iter().map(|attachment| &attachment.file.value);
        let attached = attachments.find(|written| beside(&document.path, written).as_deref() == Some(&*file.path))?;
        Some(attachment_address(&document.address, attached))
    }

    /// Sets the targets of a text to addresses of the site, and tells how large its images are.
    pub fn settle(&self, document: &HeldDocument, tree: &mut Document) {
        let links: BTreeMap<(usize, bool), &TextLink> =
            document.links.iter().map(|link| ((link.span.start(), link.is_image), link)).collect();
        if links.is_empty() {
            return;
        }
        each_target(tree, &mut |place| {
            let Some(link) = links.get(&(place.span.start, place.image.is_some())) else { return };
            let Aim::Page(page, rest) = self.of(document, link) else { return };
            if !link.target.starts_with('#') && !has_scheme(&link.target) {
                *place.target = format!("{}{rest}", page.address);
            }
            if let Some(size) = place.image
                && let Some(Found::Image(image)) = link.beside.as_ref().map(|file| &file.found)
                && matches!(page.job.original(), Job::Image(..) | Job::Attachment(..))
            {
                *size = Some(image.size);
            }
        });
    }
}

/// Whether all of `target` names the file at `path`, with the `#` or `?` in its name.
fn is_whole(path: &str, target: &str) -> bool {
    let name = |path: &str| nfc(path.rsplit('/').next().unwrap_or(path)).into_owned();
    target.contains(['?', '#']) && name(path) == name(&decoded(target))
}

/// A target up to `?` or `#`, and the rest.
pub fn parts(target: &str) -> (&str, &str) {
    target.split_at(target.find(['?', '#']).unwrap_or(target.len()))
}

/// What stands below the base address in a whole address of the site, whatever protocol it names.
pub fn within<'t>(base_url: &str, target: &'t str) -> Option<&'t str> {
    let host = |url: &str| url.find("://").map(|at| at + 3);
    let base = base_url[host(base_url)?..].trim_end_matches('/');
    let rest = &target[host(target)?..];
    let name = rest.get(..base.len()).filter(|name| name.eq_ignore_ascii_case(base))?;
    let below = &rest[name.len()..];
    (below.is_empty() || below.starts_with(['/', '?', '#'])).then(|| below.trim_start_matches('/'))
}

/// Whether a browser reads what stands before a colon as a protocol.
pub fn has_scheme(target: &str) -> bool {
    target.find([':', '/', '?', '#']).is_some_and(|at| target[at..].starts_with(':'))
}

/// Percent escapes as the letters that they mean.
pub fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path))
}

/// `path` as a browser reads it on the page at `address`.
pub fn join(address: &str, path: &str) -> String {
    let folder = address.rfind('/').map_or("", |end| &address[..end]);
    let mut folders: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut ends_in_folder = true;
    for part in path.split('/') {
        ends_in_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(folders.pop()),
            part => folders.push(part),
        }
    }
    let end = if ends_in_folder && !folders.is_empty() { "/" } else { "" };
    format!("/{}{end}", folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_targets_are_read_as_browsers_read_them() {
        for (path, expected) in [
            ("anh.png", "/van-ban/a/anh.png"),
            ("./anh/x.png", "/van-ban/a/anh/x.png"),
            ("../b/", "/van-ban/b/"),
            ("../b", "/van-ban/b"),
            ("..", "/van-ban/"),
            ("../../../../x", "/x"),
            ("../..", "/"),
        ] {
            assert_eq!(join("/van-ban/a/", path), expected, "{path}");
        }
    }

    #[test]
    fn whole_addresses_of_the_site_are_known() {
        for (base, target, below) in [
            ("https://so.vn/", "https://so.vn/van-ban/", Some("van-ban/")),
            ("https://so.vn/", "HTTP://SO.vn", Some("")),
            ("https://so.vn/cb/", "https://so.vn/cb/a#b", Some("a#b")),
            ("https://so.vn/cb/", "https://so.vn/cbx/a", None),
            ("https://so.vn/cb/", "https://so.vn/", None),
            ("https://so.vn/", "https://so.vn.evil.example/", None),
            ("https://so.vn/", "mailto:a@so.vn", None),
        ] {
            assert_eq!(within(base, target), below, "{target}");
        }
    }
}
