//! "Did you mean" for addresses: the page that was probably meant by one that is not there.
//!
//! In: an address, all pages. Out: an address that answers. The way is followed part by part, so that a large site costs
//! no more than a small one.

use crate::corpus::Corpus;
use crate::site::Site;
use crate::text::suggest::nearest;

/// Names looked at in one folder.
const MOST_NAMES: usize = 2000;

/// What is near an address that does not answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Near {
    /// The one that was meant.
    Page(String),
    /// The page above it.
    Above(String),
}

/// The page nearest to `address`; none where nothing but the front page is near.
pub(super) fn nearest_page(site: &Site, corpus: &Corpus, address: &str) -> Option<Near> {
    let mut here = "/".to_owned();
    let mut above = None;
    let parts: Vec<&str> = address.split('/').filter(|part| !part.is_empty()).collect();
    for part in &parts {
        let exact = format!("{here}{part}/");
        let next = if has_pages(site, &exact) { Some(exact) } else { child(site, &here, part) };
        match next {
            Some(next) => here = next,
            None => return moved(corpus, parts.last()?).or(above),
        }
        if site.find(&here).is_some() {
            above = Some(Near::Above(here.clone()));
        }
    }
    match above {
        Some(Near::Above(page)) if page == here => Some(Near::Page(page)),
        above => moved(corpus, parts.last()?).or(above),
    }
}

fn has_pages(site: &Site, folder: &str) -> bool {
    let at = site.pages.partition_point(|page| page.address.as_str() < folder);
    site.pages.get(at).is_some_and(|page| page.address.starts_with(folder))
}

/// The page or folder directly below `folder` whose name is nearest to `part`.
fn child(site: &Site, folder: &str, part: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut at = site.pages.partition_point(|page| page.address.as_str() <= folder);
    while names.len() < MOST_NAMES
        && let Some(below) = site.pages.get(at).and_then(|page| page.address.strip_prefix(folder))
    {
        let end = below.find('/').map_or(below.len(), |slash| slash + 1);
        let name = &below[..end];
        names.push(name);
        // Behind all that lies in this folder: what follows `/` in order.
        at += match name.strip_suffix('/') {
            Some(name) => {
                let behind = format!("{folder}{name}0");
                site.pages[at..].partition_point(|page| page.address < behind)
            }
            None => 1,
        };
    }
    let bare = |name: &str| name.trim_end_matches('/').to_owned();
    let bare_names: Vec<String> = names.iter().map(|name| bare(name)).collect();
    let near = nearest(part, bare_names.iter().map(String::as_str))?;
    let name = names.iter().find(|name| name.trim_end_matches('/') == near)?;
    Some(format!("{folder}{name}"))
}

/// The only document that has this last part in its address: another issuer, type or year was written.
fn moved(corpus: &Corpus, part: &str) -> Option<Near> {
    let end = format!("/{part}/");
    let mut found = corpus.documents.iter().filter(|document| document.address.ends_with(&end));
    let only = found.next()?;
    found.next().is_none().then(|| Near::Page(only.address.clone()))
}
