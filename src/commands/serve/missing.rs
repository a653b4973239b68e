//! What the preview answers where the site has no page: that a draft would stand there, or the site's own page, with links
//! that lead about the preview and not to the published site.
//!
//! In: any builder. Out: the same, whose snapshots answer so.

use crate::content::files;
use crate::content::registry::Registries;
use crate::corpus::id_of;
use crate::preview::{Answer, BuildResult, Builder, Snapshot};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What must be known of the site.
#[derive(Clone)]
pub(super) struct PreviewedSite {
    /// Absolute.
    pub root: PathBuf,
    /// Of the published site, ending in `/`; the page for missing addresses links to it, since it can stand anywhere.
    pub base_url: String,
    /// Drafts have pages.
    pub drafts: bool,
}

/// A builder whose snapshots know what is missing.
pub(super) struct WithMissing<B> {
    /// Makes the snapshots.
    pub builder: B,
    /// Of the same site.
    pub site: PreviewedSite,
}

impl<B> WithMissing<B> {
    fn with(&self, mut result: BuildResult) -> BuildResult {
        let mut site = self.site.clone();
        // Contract 8: beside the refusal of a secret document nothing is named.
        site.drafts |= result.problems.iter().any(|problem| problem.code.starts_with("secrecy"));
        let known = |snapshot| Arc::new(MissingPages { snapshot, site }) as Arc<dyn Snapshot>;
        result.snapshot = result.snapshot.map(known);
        result
    }
}

impl<B: Builder> Builder for WithMissing<B> {
    fn build(&mut self, changed: &[PathBuf]) -> BuildResult {
        let result = self.builder.build(changed);
        self.with(result)
    }

    fn settle(&mut self, interrupted: &dyn Fn() -> bool) -> Option<BuildResult> {
        let result = self.builder.settle(interrupted)?;
        Some(self.with(result))
    }
}

struct MissingPages {
    snapshot: Arc<dyn Snapshot>,
    site: PreviewedSite,
}

impl Snapshot for MissingPages {
    fn page(&self, address: &str) -> Answer {
        let (content_type, bytes) = match self.snapshot.page(address) {
            Answer::NotFound { content_type, bytes } => (content_type, bytes),
            answer => return answer,
        };
        if !self.site.drafts
            && let Some(file) = draft_at(&self.site.root, address)
        {
            return Answer::Draft(file);
        }
        Answer::NotFound { content_type, bytes: at_home(&bytes, &self.site.base_url) }
    }

    fn sources(&self, address: &str) -> Vec<String> {
        self.snapshot.sources(address)
    }
}

/// The page for missing addresses as it works at any address of the preview: its links start at the root.
fn at_home(html: &[u8], base_url: &str) -> Vec<u8> {
    let Ok(html) = std::str::from_utf8(html) else { return html.to_vec() };
    let path = base_url.splitn(4, '/').nth(3).map_or("/".into(), |path| format!("/{path}"));
    let path = path.as_str();
    let mut page = html.to_owned();
    for name in ["href", "src", "action", "data-script", "data-index"] {
        let start = format!(" {name}=\"");
        let mut pieces = page.split(&start);
        let mut whole = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let value = piece.split('"').next().unwrap_or_default();
            // The preview stands at the root of its host, whatever path the published site has.
            let (cut, slash) = match [base_url, path].iter().find(|start| value.starts_with(**start)) {
                Some(start) => (start.len(), "/"),
                None if value.starts_with(['/', '#']) || value.contains(':') => (0, ""),
                None => (0, "/"),
            };
            whole.extend([start.as_str(), slash, &piece[cut..]]);
        }
        page = whole;
    }
    page.into_bytes()
}

/// The file of the draft whose page would be at `address`. The files are read when somebody asks for an address that
/// nothing answers, and only then: a large site keeps no list of what it does not show.
fn draft_at(root: &Path, address: &str) -> Option<String> {
    let id = address.strip_prefix("/van-ban/")?.trim_end_matches('/');
    let may_be_draft = |path: &String| {
        let text = std::fs::read_to_string(root.join(path));
        text.is_ok_and(|text| text.lines().take(500).any(|line| line.starts_with("draft:")))
    };
    let paths = files::list(root, &mut Vec::new());
    let drafts: Vec<String> = paths.into_iter().filter(may_be_draft).collect();
    if drafts.is_empty() {
        return None;
    }
    let registries = Registries::read(root, &mut Vec::new());
    drafts.into_iter().find(|path| {
        let document = files::read_document(root, path, &registries, &mut Vec::new());
        document.is_some_and(|(raw, _)| raw.front_matter.draft && id_of(&raw.front_matter).as_deref() == Some(id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_the_missing_page_stay_in_the_preview() {
        for (html, expected) in [
            ("<link href=\"assets/a.css\">", "<link href=\"/assets/a.css\">"),
            ("<form action=\"tim-kiem/\" data-index=\"a/\">", "<form action=\"/tim-kiem/\" data-index=\"/a/\">"),
            ("<a href=\"https://x.vn/s/van-ban/\">", "<a href=\"/van-ban/\">"),
            ("<link href=\"/s/assets/a.css\">", "<link href=\"/assets/a.css\">"),
            ("<a href=\"https://y.vn/\"><a href=\"#a\">", "<a href=\"https://y.vn/\"><a href=\"#a\">"),
        ] {
            assert_eq!(String::from_utf8(at_home(html.as_bytes(), "https://x.vn/s/")).unwrap(), expected);
        }
        assert_eq!(at_home(b"\xff", "https://x.vn/"), b"\xff");
    }
}
