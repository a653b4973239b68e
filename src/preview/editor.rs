//! How a link opens the editor at a line: by an address with the editor's own scheme (`vscode://file/…`), which the
//! browser hands to the operating system. The preview starts no program, so no request can make it start one.
//!
//! In: what the person chose on the command line. Out: the address for one place.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What of a path stands in an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~').remove(b':');

/// A path of the site as it stands in an address.
pub(super) fn percent(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Names and addresses of editors that register a scheme of their own.
const KNOWN: [(&str, &str); 13] = [
    ("vscode", "vscode://file/{path}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file/{path}:{line}:{column}"),
    ("vscodium", "vscodium://file/{path}:{line}:{column}"),
    ("cursor", "cursor://file/{path}:{line}:{column}"),
    ("windsurf", "windsurf://file/{path}:{line}:{column}"),
    ("zed", "zed://file/{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("webstorm", "webstorm://open?file={path}&line={line}&column={column}"),
    ("pycharm", "pycharm://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("bbedit", "x-bbedit://open?url=file://{path}&line={line}&column={column}"),
    ("mvim", "mvim://open?url=file://{path}&line={line}&column={column}"),
];

/// Schemes that mean the browser itself, or a page of the internet.
const NO_EDITOR: [&str; 9] =
    ["javascript", "data", "vbscript", "blob", "about", "file", "http", "https", "view-source"];

/// An editor that links can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    pattern: String,
}

impl Editor {
    /// By name (`vscode`, `vscodium`, `cursor`, `idea` …), or an address with `{path}`, and perhaps `{line}` and
    /// `{column}`, in it. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((_, pattern)) = KNOWN.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
            return Some(Self { pattern: (*pattern).to_owned() });
        }
        let (scheme, _) = text.split_once(':')?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let is_editor = !NO_EDITOR.iter().any(|name| name.eq_ignore_ascii_case(scheme));
        let fits = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.contains("{path}");
        (is_scheme && is_editor && fits).then(|| Self { pattern: text.to_owned() })
    }

    /// The names that [`Editor::parse`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(name, _)| *name)
    }

    /// The address that opens `file` (relative to `root`, with `/`) at line and column, both from 1; 0 is not known.
    /// `None` for a file that is not one of the site's.
    pub(super) fn address(&self, root: &Path, file: &str, line: u32, column: u32) -> Option<String> {
        let path = Path::new(file);
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let is_ours = ["content", "themes"].iter().any(|folder| path.starts_with(folder))
            || ["congbao.yaml", "congbao.pub"].contains(&file);
        if !is_plain || !is_ours || file.contains(['\\', '\0']) {
            return None;
        }
        let absolute = root.join(path).to_str()?.replace('\\', "/");
        // Windows' own long form of a path, which editors do not know.
        let absolute = absolute.strip_prefix("//?/").unwrap_or(&absolute);
        let encoded = percent(absolute);
        let pattern = if encoded.starts_with('/') {
            self.pattern.replace("file/{path}", "file{path}")
        } else {
            self.pattern.replace("file://{path}", "file:///{path}")
        };
        let (line, column) = (line.max(1).to_string(), column.max(1).to_string());
        Some(pattern.replace("{line}", &line).replace("{column}", &column).replace("{path}", &encoded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(editor: &str, root: &str, file: &str) -> Option<String> {
        Editor::parse(editor).unwrap().address(Path::new(root), file, 3, 0)
    }

    #[test]
    fn links_open_the_editor_at_the_line() {
        for (editor, root, expected) in [
            ("vscode", "/s p", "vscode://file/s%20p/content/v%C4%83n.md:3:1"),
            ("VSCodium", "/s", "vscodium://file/s/content/v%C4%83n.md:3:1"),
            ("idea", "/s", "idea://open?file=/s/content/v%C4%83n.md&line=3&column=1"),
            ("sublime", "/s", "subl://open?url=file:///s/content/v%C4%83n.md&line=3&column=1"),
            ("vscode", "C:\\s", "vscode://file/C:/s/content/v%C4%83n.md:3:1"),
            ("sublime", "C:\\s", "subl://open?url=file:///C:/s/content/v%C4%83n.md&line=3&column=1"),
            ("my-editor:go?f={path}#{line}", "/s", "my-editor:go?f=/s/content/v%C4%83n.md#3"),
        ] {
            assert_eq!(address(editor, root, "content/văn.md").as_deref(), Some(expected), "{editor} {root}");
        }
    }

    #[test]
    fn only_files_of_the_site_are_opened() {
        for file in ["../x.md", "content/../../x.md", "/etc/passwd", "output/a.html", "content\\..\\x", "", "a.md"] {
            assert_eq!(address("vscode", "/s", file), None, "{file}");
        }
        assert!(address("vscode", "/s", "congbao.yaml").is_some());
        assert!(address("vscode", "/s", "themes/default/templates/base.html").is_some());
    }

    #[test]
    fn what_is_no_editor_is_refused() {
        for text in [
            "",
            "notepad",
            "javascript:alert('{path}')",
            "JavaScript:{path}",
            "https://x/{path}",
            "code {path}",
            "x://open",
        ] {
            assert_eq!(Editor::parse(text), None, "{text}");
        }
    }
}
