//! The house stays laid out as it is: who may use whom, who may name which crate, who may touch the disk.

use crate::support::{repository, tree};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Every room with the rooms that it may use beside the leaves, in the order in which data walks: a row may name only
/// rooms above it. A new room is a new row; a new use is a word in one.
#[rustfmt::skip]
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("source", &[]),
    ("catalogue", &[]),
    ("diagnostic", &[]),
    ("disk", &[]),
    ("address", &[]),
    ("trace", &[]),
    ("foreign", &[]),
    ("convert", &[]),
    ("signing", &[]),
    ("signature", &["foreign"]),
    ("content", &["foreign", "signing", "signature"]),
    ("document", &[]),
    ("compare", &["document"]),
    ("reuse", &["document", "compare"]),
    ("citation", &["content", "document"]),
    ("task", &["content", "document", "citation"]),
    ("corpus", &["content", "document", "citation", "task"]),
    ("check", &["content", "document", "citation", "corpus"]),
    ("search", &["content", "document", "corpus"]),
    ("picture", &[]),
    ("render", &["content", "document", "citation", "corpus"]),
    ("site", &["foreign", "signature", "content", "document", "compare", "reuse", "citation", "task", "corpus", "check", "search", "picture", "render", "signing"]),
    ("export", &["foreign", "content", "document", "render"]),
    ("database", &["content", "document", "task", "corpus", "render", "site"]),
    ("import", &["foreign", "signature", "content", "document"]),
    ("inspect", &["foreign", "content", "import"]),
    ("writing", &["content", "corpus", "import"]),
    ("lookup", &["content", "citation", "corpus", "check", "search", "render", "import"]),
    ("publish", &["signing"]),
    ("verify", &["signing"]),
    ("store", &[]),
    ("preview", &["foreign", "import", "writing"]),
    ("pipeline", &["foreign", "signature", "inspect", "content", "document", "compare", "reuse", "citation", "task", "corpus", "check", "site", "search", "render", "database", "publish", "store", "signing"]),
    ("mcp", &["content", "document", "citation", "corpus", "site", "import", "pipeline"]),
    ("commands", &["mcp", "convert", "inspect", "content", "compare", "citation", "corpus", "check", "site", "render", "export", "database", "import", "writing", "lookup", "publish", "store", "preview", "pipeline", "signing", "verify"]),
];

/// Any room may use these; they use each other only upwards.
const LEAVES: [&str; 7] = ["text", "source", "catalogue", "diagnostic", "disk", "address", "trace"];

/// Only these may ask the disk, the clock or the environment.
const NOT_PURE: [&str; 10] =
    ["disk", "convert", "content", "catalogue", "publish", "verify", "store", "preview", "pipeline", "commands"];

/// An outside crate, and the one place that names it.
const CRATES: &[(&str, &str)] = &[
    ("serde_yaml", "content/front_matter"),
    ("pulldown_cmark", "document/"),
    ("tera::", "render/templates"),
    ("notify::", "preview/"),
    ("hyper::", "preview/"),
    ("hyper_util", "preview/"),
    ("tokio", "preview/"),
    ("rmcp", "mcp/server.rs"),
    ("clap::", "commands/"),
    ("quick_xml", "foreign/xml.rs"),
    ("zip::", "foreign/package.rs"),
    ("html5ever", "import/html/"),
    ("lopdf", "import/pdf/"),
    ("unicode_width", "diagnostic/fit.rs"),
    ("terminal_size", "commands/report.rs"),
    ("qrcodegen", "render/qr.rs"),
    ("csv::", "site/pages/data/table.rs"),
    ("indicatif", "commands/progress.rs"),
    ("signal_hook", "commands/limits.rs"),
    ("minisign::", "signing/key.rs"),
    ("ureq", "verify/web.rs"),
    ("rusqlite", "database/sqlite.rs"),
    ("use parquet", "database/parquet.rs"),
    ("sha1::", "content/commit.rs"),
    ("rpassword", "commands/key.rs"),
    ("x509_cert", "signature/"),
    ("p256::", "signature/verify.rs"),
    ("p384::", "signature/verify.rs"),
    ("rsa::", "signature/verify.rs"),
    ("landlock", "convert/confine.rs"),
    ("seccompiler", "convert/confine.rs"),
];

struct SourceFile {
    /// `render/views/home.rs`.
    path: String,
    /// The text without tests and comments.
    code: String,
}

impl SourceFile {
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or(&self.path).trim_end_matches(".rs")
    }

    /// `["render", "views", "home"]`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs");
        path.trim_end_matches("/mod").split('/').collect()
    }
}

/// All files but those of unit tests.
fn sources() -> Vec<SourceFile> {
    let mut files = Vec::new();
    let mut tests = BTreeSet::new();
    for (path, bytes) in tree(&repository().join("src")) {
        let path = path.replace('\\', "/");
        if !path.ends_with(".rs") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (code, modules) = without_tests(&text);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for module in modules {
            let below = if path.ends_with("mod.rs") { folder } else { path.trim_end_matches(".rs") };
            tests.extend([format!("{folder}/{module}"), format!("{below}/{module}.rs"), format!("{below}/{module}/")]);
        }
        files.push(SourceFile { path, code });
    }
    let is_test = |path: &str| tests.iter().any(|test| path == test || test.ends_with('/') && path.starts_with(test));
    files.retain(|file| !is_test(&file.path));
    files
}

/// Code without comments and without items behind `#[cfg(test)]`, and the names (or files) of the modules that are such
/// items. The end of an item is found by its indentation, which the formatter keeps.
fn without_tests(text: &str) -> (String, Vec<String>) {
    let (mut code, mut modules) = (String::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        if line.trim() != "#[cfg(test)]" {
            code = code + line + "\n";
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        for line in lines.by_ref() {
            if let Some(path) = line.trim().strip_prefix("#[path = \"") {
                modules.push(path.trim_end_matches("\"]").to_owned());
            }
            let name = line.trim().trim_end_matches(';').rsplit_once("mod ").filter(|_| line.ends_with(';'));
            modules.extend(name.map(|(_, name)| name.to_owned()));
            let is_attribute = line.trim_start().starts_with("#[");
            if line == end
                || !is_attribute
                    && (line.ends_with(';') || line.ends_with('}'))
                    && line.len() < end.len() + 200
                    && line.starts_with(&end[..end.len() - 1])
                    && !line[end.len() - 1..].starts_with(' ')
            {
                break;
            }
        }
    }
    (code, modules)
}

/// The rooms that code names: by `crate::room`, `crate::{room, …}`, and `super::` as often as leads to the top.
fn used(file: &SourceFile) -> BTreeSet<String> {
    let path = Regex::new(r"\b(crate|super(?:::super)*)::").expect("a pattern");
    let mut rooms = BTreeSet::new();
    for found in path.captures_iter(&file.code) {
        let start = &found[1];
        if start == "crate" || start.split("::").count() >= file.module().len() {
            rooms.extend(heads(&file.code[found.get(0).expect("the match").end()..]));
        }
    }
    rooms
}

/// The first word of a path, or of each path between braces.
fn heads(path: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut words, mut depth, mut part) = (Vec::new(), 0, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(word(std::mem::take(&mut part).trim())),
            _ => {}
        }
        if c != ',' || depth > 0 {
            part.push(c);
        }
    }
    words.push(word(part.trim()));
    words
}

#[test]
fn the_test_sees_every_way_to_name_a_room() {
    let text = "use crate::{a, b::{c, d},\n    e};\nuse super::super::f::g;\nfn x() { crate::h::i() }\n// crate::remark\n\
        #[cfg(test)]\nuse crate::j;\nfn y() { super::k::l(); super::super::super::m() }\n#[cfg(test)]\nmod tests {\n    use crate::n;\n}\n\
        #[cfg(test)]\nmod more;\nfn z() { crate::o() }\n";
    let (code, modules) = without_tests(text);
    let file = SourceFile { path: "room/inner.rs".to_owned(), code };
    assert_eq!(used(&file).into_iter().collect::<Vec<_>>(), ["a", "b", "e", "f", "h", "m", "o"]);
    assert_eq!(modules, ["more"]);
}

#[test]
fn rooms_use_only_what_stands_above_them() {
    let names: Vec<&str> = ROOMS.iter().map(|(name, _)| *name).collect();
    for (at, (name, uses)) in ROOMS.iter().enumerate() {
        for used in *uses {
            assert!(names[..at].contains(used), "{name} may use {used}, which does not stand above it");
        }
    }
    let mut broken = Vec::new();
    for file in sources().iter().filter(|file| !["lib.rs", "main.rs"].contains(&&*file.path)) {
        let Some(at) = names.iter().position(|name| *name == file.room()) else {
            broken.push(format!("{} has no row", file.path));
            continue;
        };
        for used in used(file) {
            let is_leaf = LEAVES.contains(&&*used) && names[..at].contains(&&*used);
            let is_room = names.contains(&&*used) && used != file.room();
            if is_room && !is_leaf && !ROOMS[at].1.contains(&&*used) {
                broken.push(format!("{} uses {used}", file.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn no_stage_between_document_and_render_touches_disk_clock_or_environment() {
    let mut broken = Vec::new();
    for file in sources().iter().filter(|file| !NOT_PURE.contains(&file.room()) && file.path != "main.rs") {
        for word in ["std::fs", "std::env", "SystemTime", "Instant::now", "Zoned::now", "std::process", "std::net"] {
            if file.code.contains(word) {
                broken.push(format!("{} names {word}", file.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// Files that open files past `disk`, each with the reason.
const OPENERS: [(&str, &str); 7] = [
    ("disk.rs", "the one place"),
    ("publish/hash.rs", "what stands in the output folder, whose kind was looked at"),
    ("publish/place.rs", "the lock, which is never read"),
    ("publish/scratch.rs", "reads back what the same run wrote, under a name of its own"),
    ("publish/stage.rs", "copies an attachment that was measured"),
    ("publish/switch.rs", "flushes folders, which are opened for it"),
    ("publish/tree.rs", "copies what stands in the output folder, whatever it is, without reading it"),
];

/// What people lay before the program may be a pipe, which never ends, or a hundred gigabytes of zeros.
#[test]
fn files_are_read_in_one_place() {
    let mut broken = Vec::new();
    for SourceFile { path, code } in sources() {
        for opening in ["fs::read(", "read_to_string(", "File::open(", "fs::copy(", "fs::read)", ".read(true)"] {
            // Only tests unwrap.
            let reads = code.lines().any(|line| line.contains(opening) && !line.contains(".unwrap()"));
            if reads && !OPENERS.iter().any(|(known, _)| path == *known) {
                broken.push(format!("{path}: {opening}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn each_crate_is_named_in_its_one_place() {
    let mut broken = Vec::new();
    for file in sources() {
        for (name, place) in CRATES {
            // To read an archive or XML is one thing, to write it another; git and old signatures have one hash;
            // two servers have one runtime.
            let writes = matches!(
                (*name, file.path.as_str()),
                ("zip::", "site/pages/archive.rs")
                    | ("tokio", "mcp/server.rs")
                    | ("quick_xml", "render/xml.rs")
                    | ("sha1::", "signature/verify.rs")
            );
            if file.code.contains(name) && !file.path.starts_with(place) && !writes && file.path != "main.rs" {
                broken.push(format!("{} names {name}", file.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn files_are_rooms_not_halls() {
    for (path, bytes) in tree(&repository().join("src")).into_iter().filter(|(path, _)| path.ends_with(".rs")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let lines = text.lines().count();
        assert!(lines <= 600, "{path} has {lines} lines");
        assert!(text.starts_with("//!"), "{path} does not say what comes in and what goes out");
        assert!(!path.contains("utils"), "{path}");
        assert!(!path.contains("helpers"), "{path}");
    }
}

#[test]
fn the_map_stays_a_map() {
    let bytes = std::fs::metadata(repository().join("ARCHITECTURE.md")).expect("there").len();
    assert!(
        bytes <= 10_000,
        "ARCHITECTURE.md has {bytes} bytes; how a stage works belongs into the head of its module"
    );
}

/// Places where a type of document stands by its key, each with the reason. Everything else is a column
/// of `types.yaml`.
const TYPES_BY_KEY: [(&str, &str, &str); 2] = [
    ("commands/new.rs", "chi-thi", "an example in a message, where nothing like the word given is known"),
    ("content/front_matter/model.rs", "bao-cao", "the key of a relation in front matter: reports on"),
];

#[test]
fn no_type_of_document_is_named_in_code() {
    let rows =
        std::fs::read_to_string(repository().join("src/content/registry/built_in/types.yaml")).expect("the types");
    let keys: Vec<&str> =
        rows.lines().filter_map(|line| line.split_once("key: ")?.1.split([',', ' ']).next()).collect();
    assert!(keys.len() > 45, "the file is read: {keys:?}");
    // Keys that are one syllable are words of texts as well ("luat" in tables of folded words); the others are never.
    let keys = keys.into_iter().filter(|key| key.contains('-'));
    let quoted: Vec<(&str, String)> = keys.map(|key| (key, format!("\"{key}\""))).collect();
    let mut named = Vec::new();
    for SourceFile { path, code } in sources() {
        for (key, quoted) in &quoted {
            let reviewed = TYPES_BY_KEY.iter().any(|(file, known, _)| *file == path && known == key);
            if code.contains(quoted) && !reviewed {
                named.push(format!("{path} names {key}"));
            }
        }
    }
    assert_eq!(named, Vec::<String>::new());
}

/// An address that is written twice is changed once. What several rooms spell stands in `address/`, the address of a
/// kind of page in the file of that kind.
#[test]
fn an_address_is_spelled_in_one_place() {
    let mut broken = Vec::new();
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    // Addresses of the preview itself are no addresses of the site.
    for SourceFile { path, code } in sources().into_iter().filter(|file| file.room() != "preview") {
        for literal in code.split('"').skip(1).step_by(2).filter(|literal| is_address(literal)) {
            if !path.starts_with("address/") && !path.starts_with("site/pages/") {
                broken.push(format!("{path} spells {literal}"));
            }
            let first = places.entry(literal.to_owned()).or_insert_with(|| path.clone());
            if *first != path {
                broken.push(format!("{literal} stands in {first} and in {path}"));
            }
        }
    }
    assert!(places.contains_key("/van-ban/") && places.contains_key("/sitemap.xml"), "nothing is found: {places:?}");
    assert_eq!(broken, Vec::<String>::new());
}

/// `/van-ban/`, `/sitemap.xml`, `/akn/vn/{id}`.
fn is_address(literal: &str) -> bool {
    let Some(rest) = literal.strip_prefix('/') else { return false };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./{}".contains(c);
    rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && rest.chars().all(is_plain)
        && !rest.ends_with(".rs")
        && (rest.ends_with('/') || rest.contains(['.', '{']))
}

/// Fields that need not note it, each with the reason.
type Silent = &'static [(&'static str, &'static str)];

/// What pages read: the file, the type, its fields that need not note it.
const READ_BY_PAGES: &[(&str, &str, Silent)] = &[
    (
        "corpus/mod.rs",
        "Corpus",
        &[
            ("tasks", "its fields note"),
            ("statements", "its methods note, its field does"),
            ("background", "state, force and data_day note what they tell by it"),
            ("patches", "of the preview, which records nothing"),
        ],
    ),
    ("corpus/mod.rs", "HeldDocument", &[("read", "of what the facts are told; no page reads them")]),
    ("corpus/mod.rs", "Work", &[]),
    ("corpus/tasks.rs", "TaskLists", &[]),
    ("corpus/statements.rs", "Statements", &[("by_work", "read by a method that notes")]),
    ("content/registry/mod.rs", "Registries", &[]),
    (
        "site/mod.rs",
        "Site",
        &[("shards", "its fields note"), ("places", "of the pages: the method that asks notes the address")],
    ),
    ("site/shards.rs", "Shards", &[]),
    (
        "site/world.rs",
        "World",
        &[
            ("corpus", "its fields note"),
            ("site", "its fields note"),
            ("registries", "its fields note"),
            ("portable", "an option of the run: no trace outlives another"),
            ("today", "an option of the run"),
            ("preview", "an option of the run"),
            ("texts", "its methods note"),
            ("digests", "of the pages that are made last, each time"),
            ("most_cited", "a fact of its own, noted by the method"),
            ("counts", "a fact of its own, noted by the method"),
            ("sitemaps", "a fact of its own, noted by the method"),
            ("placed", "a fact of its own, noted by the method"),
        ],
    ),
    (
        "site/renderer.rs",
        "Renderer",
        &[
            ("templates", "noted by name where they are filled"),
            ("around", "a part of the assets, which are read with it"),
        ],
    ),
];

/// A page stays as it is where nothing that it read has changed: what it can read in silence would be forgotten.
#[test]
fn what_pages_read_notes_that_it_is_read() {
    let noting = ["Noted<", "Keyed<", "Indexed<", "Rows<", "Table<", "DocumentLists<", "NotedTexts<"];
    let mut broken = Vec::new();
    for (file, name, silent) in READ_BY_PAGES {
        let source = sources().into_iter().find(|source| source.path == *file).expect("a file of the table");
        let start = source.code.find(&format!("struct {name}")).expect("a type of the table");
        let body = source.code[start..].split_once('{').expect("fields").1;
        let fields = body.split("\n}").next().expect("fields").lines().filter_map(|line| line.trim().split_once(": "));
        let mut known: BTreeSet<&str> = silent.iter().map(|(field, _)| *field).collect();
        for (field, kind) in fields {
            let field = field.rsplit(' ').next().unwrap_or(field);
            if !known.remove(field) && !noting.iter().any(|noting| kind.starts_with(noting)) {
                broken.push(format!("{name}.{field}: {kind}"));
            }
        }
        broken.extend(known.into_iter().map(|field| format!("{name}.{field} is no field")));
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// A page is made from beginning to end on one thread: another would note nothing.
#[test]
fn no_page_hands_work_to_other_threads() {
    let makes = |path: &str| path.starts_with("site/") && path != "site/facts.rs" || path.starts_with("render/");
    let threads = ["rayon", "thread::spawn", "thread::scope"];
    let broken = sources().into_iter().filter(|file| makes(&file.path));
    let broken = broken.filter(|file| threads.iter().any(|word| file.code.contains(word)));
    assert_eq!(broken.map(|file| file.path).collect::<Vec<_>>(), Vec::<String>::new());
}
