//! The first site: one sample of each kind, from the files in `site/`.
//!
//! In: a language. Out: paths and texts. Remarks in both languages stand in one file, each line marked `#vi` or `#en`;
//! the lines of the other language are left out, so that the two cannot tell different things.

use crate::catalogue::Language;

/// The samples: where each stands in a site, and its text.
const SAMPLES: [(&str, &str); 10] = [
    ("congbao.yaml", include_str!("site/congbao.yaml")),
    ("content/issuers.yaml", include_str!("site/content/issuers.yaml")),
    ("content/themes.yaml", include_str!("site/content/themes.yaml")),
    ("content/works.yaml", include_str!("site/content/works.yaml")),
    ("content/mau/van-ban-mau.md", include_str!("site/content/mau/van-ban-mau.md")),
    ("content/mau/van-ban-mau.txt", include_str!("site/content/mau/van-ban-mau.txt")),
    ("content/mau/ban-nhap-mau.md", include_str!("site/content/mau/ban-nhap-mau.md")),
    (".gitignore", include_str!("site/gitignore")),
    (".vscode/settings.json", include_str!("site/vscode/settings.json")),
    (".vscode/extensions.json", include_str!("site/vscode/extensions.json")),
];

/// Folder of the schemas, below the root; `.vscode/settings.json` names it.
pub const SCHEMA_FOLDER: &str = ".vscode/congbao";

/// Paths (below the site's root, with `/`) and texts of the samples.
pub fn files(language: Language) -> Vec<(&'static str, String)> {
    let (guide, themes) = match language {
        Language::Vietnamese => (include_str!("site/README.vi.md"), include_str!("site/themes/README.vi.md")),
        Language::English => (include_str!("site/README.en.md"), include_str!("site/themes/README.en.md")),
    };
    let samples = SAMPLES.iter().map(|(path, text)| (*path, in_language(text, language)));
    let guides = [("README.md", guide.to_owned()), ("themes/README.md", themes.to_owned())];
    samples.chain(guides).collect()
}

/// The file with the remarks of one language.
fn in_language(text: &str, language: Language) -> String {
    let (own, other) = match language {
        Language::Vietnamese => ("#vi ", "#en "),
        Language::English => ("#en ", "#vi "),
    };
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n').filter(|line| !line.starts_with(other)) {
        match line.strip_prefix(own) {
            Some(remark) => out.extend(["# ", remark]),
            None if line == "language: vi\n" => out.extend(["language: ", language.tag(), "\n"]),
            None => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_remark_stands_in_both_languages_and_comes_in_one() {
        for (path, text) in SAMPLES {
            let count = |mark: &str| text.lines().filter(|line| line.starts_with(mark)).count();
            assert_eq!(count("#vi "), count("#en "), "{path}");
        }
        let texts = |language| files(language).into_iter().map(|(_, text)| text).collect::<String>();
        let (vi, en) = (texts(Language::Vietnamese), texts(Language::English));
        assert!(vi.contains("# Cấu hình của trang"));
        assert!(!vi.contains("# Configuration"));
        assert!(en.contains("# Configuration"));
        assert!(!en.contains("# Cấu hình"));
        assert!(en.contains("language: en\n"));
        assert!(!vi.contains("#vi"));
        assert!(!en.contains("#en"));
    }
}
