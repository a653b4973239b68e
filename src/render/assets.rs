//! The static files of a site theme → assets with their content in their names, so that browsers may
//! keep them for ever.
//!
//! Every file is served as it stands, but for three: what the search says and where the rest of it is stands before `search.js`, what the buttons of a
//! page say before `reading.js`, and which script searches before `search-box.js`, so that pages need not carry any of it.
//! The built-in scripts are small already: esbuild makes them of `themes/default/scripts` at development time
//! (`tests/browser/scripts.mjs`).

use crate::address::ASSETS;
use crate::catalogue::{self, Language};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Static files of the built-in theme: name → bytes.
pub const BUILT_IN: &[(&str, &[u8])] = &[
    (STYLE, BUILT_IN_STYLE.as_bytes()),
    ("icon.svg", include_bytes!("../../themes/default/static/icon.svg")),
    ("icon-192.png", include_bytes!("../../themes/default/static/icon-192.png")),
    ("icon-512.png", include_bytes!("../../themes/default/static/icon-512.png")),
    ("icon-maskable-512.png", include_bytes!("../../themes/default/static/icon-maskable-512.png")),
    ("offline.js", include_bytes!("../../themes/default/static/offline.js")),
    ("saved-pages.js", include_bytes!("../../themes/default/static/saved-pages.js")),
    ("moved.js", include_bytes!("../../themes/default/static/moved.js")),
    ("reading.js", include_bytes!("../../themes/default/static/reading.js")),
    ("search-box.js", include_bytes!("../../themes/default/static/search-box.js")),
    ("search-elsewhere.js", include_bytes!("../../themes/default/static/search-elsewhere.js")),
    ("search-kept.js", include_bytes!("../../themes/default/static/search-kept.js")),
    ("search-more.js", include_bytes!("../../themes/default/static/search-more.js")),
    ("search-core.mjs", include_bytes!("../../themes/default/static/search-core.mjs")),
    ("search.js", include_bytes!("../../themes/default/static/search.js")),
];

/// The style sheet of pages.
pub(crate) const STYLE: &str = "style.css";

/// The built-in style sheet.
pub(crate) const BUILT_IN_STYLE: &str = include_str!("../../themes/default/static/style.css");

/// The search: what loads it when it is needed, what it does on a page, what few searches need, what keeps searches, what
/// asks neighbours, and the module for tools.
const SEARCH: [&str; 6] =
    ["search-box.js", "search.js", "search-more.js", "search-kept.js", ELSEWHERE, "search-core.mjs"];
/// What asks neighbours.
const ELSEWHERE: &str = "search-elsewhere.js";

/// Scripts of the site theme that are there for what keeps pages alone.
pub(crate) const SCRIPTS: [&str; 2] = ["offline.js", "saved-pages.js"];
/// The site's mark as systems want it that draw no SVG.
pub(crate) const ICONS: [&str; 3] = ["icon-192.png", "icon-512.png", MASKABLE];
/// The one whose edges may be cut to any shape.
pub const MASKABLE: &str = "icon-maskable-512.png";

/// One static file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Name in the theme, with `/`: `style.css`.
    pub name: String,
    /// `/assets/style.<first 8 hexadecimal digits of the SHA-256>.css`.
    pub address: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What of a site needs scripts.
#[derive(Clone, Copy, Debug)]
pub struct Scripts {
    /// The search.
    pub search: bool,
    /// Whether it asks neighbours.
    pub neighbours: bool,
    /// What keeps pages in the reader's browser, and what it shows of the site beside them.
    pub offline: bool,
    /// What scripts say.
    pub language: Language,
}

/// What the search says in its box, and what it is called there.
const SEARCH_WORDS: [(&str, &str); 7] = [
    ("label", "page-search-results"),
    ("all", "page-search-all"),
    ("none", "page-search-none"),
    ("count", "page-search-count"),
    ("work", "page-search-work"),
    ("theme", "page-search-a-theme"),
    ("issuer", "page-search-an-issuer"),
];

/// The built-in files with the site's own (`name → bytes`) over them, sorted by name; without the search or what
/// keeps pages none of their files.
pub fn assets(own: BTreeMap<String, Vec<u8>>, wanted: Scripts) -> Vec<Asset> {
    let mut files: BTreeMap<String, Vec<u8>> =
        BUILT_IN.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    // The same mark in other forms: one of the site's own replaces them all.
    if own.get("icon.svg").is_some_and(|own| Some(own) != files.get("icon.svg")) {
        files.retain(|name, _| !ICONS.contains(&name.as_str()));
    }
    files.extend(own);
    // Without its files a site has no box, no page of results and no word of a search in its data.
    files.retain(|name, _| wanted.search || !SEARCH.contains(&name.as_str()));
    files.retain(|name, _| wanted.neighbours || name != ELSEWHERE);
    let keeps = |name: &str| SCRIPTS.contains(&name) || ICONS.contains(&name);
    files.retain(|name, _| wanted.offline || !keeps(name));
    if wanted.search {
        let script = |files: &BTreeMap<String, Vec<u8>>, name: &str| {
            let address = files.get(name).map(|bytes| address(name, bytes)).unwrap_or_default();
            address.trim_start_matches(ASSETS).to_owned()
        };
        let rest = script(&files, "search-more.js");
        let words = SEARCH_WORDS.iter().map(|(name, key)| (*name, catalogue::text(wanted.language, key)));
        let words: BTreeMap<&str, &str> = words.chain([("rest", rest.as_str())]).collect();
        tell(&mut files, "search.js", "congbaoWords", &words);
        let search = script(&files, "search.js");
        tell(&mut files, "search-box.js", "congbaoSearch", &search);
    }
    tell(&mut files, "reading.js", "congbaoReading", &catalogue::text(wanted.language, "page-copy-words"));
    files.into_iter().map(|(name, bytes)| Asset { address: address(&name, &bytes), name, bytes }).collect()
}

/// Tells a built-in script a `fact`, as the variable `name` before it. One of the site's own is served as it is.
fn tell(files: &mut BTreeMap<String, Vec<u8>>, script: &str, name: &str, fact: &impl Serialize) {
    let built_in = BUILT_IN.iter().find(|(built_in, _)| *built_in == script).map(|(_, bytes)| *bytes);
    if let Some(bytes) = files.get_mut(script).filter(|bytes| Some(bytes.as_slice()) == built_in) {
        let fact = serde_json::to_string(fact).expect("strings are always JSON");
        bytes.splice(..0, format!("var {name}={fact};\n").into_bytes());
    }
}

fn address(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut hash = String::with_capacity(8);
    for byte in &digest[..4] {
        write!(hash, "{byte:02x}").expect("writing to a string does not fail");
    }
    let folder_end = name.rfind('/').map_or(0, |at| at + 1);
    match name[folder_end..].rfind('.') {
        Some(dot) if dot > 0 => {
            let (stem, extension) = name.split_at(folder_end + dot);
            format!("{ASSETS}{stem}.{hash}{extension}")
        }
        _ => format!("{ASSETS}{name}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_client_is_small() {
        let size =
            |name: &str| BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map_or(0, |(_, bytes)| bytes.len());
        let whole = size("search.js") + size("search-box.js");
        assert!(whole > 10_000, "{whole} bytes");
        // As sent by a server that packs nothing; packed it is 16 kB. 30 kB are wanted: whatever grows it must take
        // away, or stand in what few searches need.
        assert!(whole <= 36 * 1024, "{whole} bytes");
        assert!(size("search-more.js") <= 8 * 1024);
        assert!(size("search-kept.js") <= 4 * 1024);
        assert!(size(ELSEWHERE) <= 4 * 1024);
    }

    #[test]
    fn the_search_is_told_its_words_and_the_box_its_script() {
        for (language, label) in [(Language::Vietnamese, "Kết quả tìm được"), (Language::English, "Results")] {
            let assets = assets(BTreeMap::new(), Scripts { search: true, neighbours: false, offline: true, language });
            let asset = |name: &str| assets.iter().find(|asset| asset.name == name).expect("a script");
            let text = |name: &str| String::from_utf8(asset(name).bytes.clone()).expect("a text");
            assert!(text("search.js").starts_with("var congbaoWords={") && text("search.js").contains(label));
            assert!(text("search.js").contains(asset("search-more.js").address.trim_start_matches(ASSETS)));
            let script = asset("search.js").address.trim_start_matches(ASSETS);
            assert!(text("search-box.js").starts_with(&format!("var congbaoSearch=\"{script}\";")));
        }
    }

    #[test]
    fn what_a_site_does_not_want_leaves_no_file() {
        let names = |search, neighbours, offline| -> Vec<String> {
            assets(BTreeMap::new(), Scripts { search, neighbours, offline, language: Language::Vietnamese })
                .into_iter()
                .map(|asset| asset.name)
                .collect()
        };
        assert_eq!(names(true, true, true).len(), BUILT_IN.len());
        assert!(!names(true, false, true).contains(&ELSEWHERE.to_owned()));
        let scripts = |names: Vec<String>| names.into_iter().filter(|name| name.ends_with("js")).collect::<Vec<_>>();
        assert_eq!(scripts(names(false, true, false)), ["moved.js", "reading.js"]);
    }

    #[test]
    fn a_script_of_the_site_is_served_as_it_is() {
        let script = b"// mine\nconst  a = 1;\n".to_vec();
        let own = BTreeMap::from([("reading.js".to_owned(), script.clone())]);
        let assets =
            assets(own, Scripts { search: true, neighbours: false, offline: true, language: Language::Vietnamese });
        assert!(assets.iter().any(|asset| asset.name == "reading.js" && asset.bytes == script));
    }

    #[test]
    fn names_carry_the_content_and_own_files_win() {
        let own =
            BTreeMap::from([("style.css".to_owned(), b"a".to_vec()), ("fonts/LICENSE".to_owned(), b"b".to_vec())]);
        let assets =
            assets(own, Scripts { search: true, neighbours: false, offline: true, language: Language::Vietnamese });
        let addresses: Vec<&str> = assets.iter().map(|asset| asset.address.as_str()).collect();
        assert_eq!(addresses[0], "/assets/fonts/LICENSE.3e23e816");
        let of_icon = |address: &&str| address.starts_with("/assets/icon.") && address.ends_with(".svg");
        assert!(addresses.iter().any(of_icon), "{addresses:?}");
        assert_eq!(addresses.last().copied(), Some("/assets/style.ca978112.css"));
        assert!(addresses.iter().any(|address| address.starts_with("/assets/search-core.")));
    }
}
