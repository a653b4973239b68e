//! Which language the program speaks: what `--lang` says, else the environment, else the site's
//! configuration, else Vietnamese.
//!
//! In: the argument, the variables of the environment, the site's root. Out: a [`Language`].

use crate::catalogue::Language;
use crate::content::config;
use std::path::Path;

/// The language to speak about the site at `root`, which need not be one.
pub(super) fn spoken(chosen: Option<Language>, root: &Path) -> Language {
    let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    chosen.or_else(|| of_environment(variable)).or_else(|| config::language(root)).unwrap_or_default()
}

/// What the environment says: the first of these variables that is not empty counts, as everywhere (POSIX, Base
/// Definitions 8.2). `C`, `POSIX` and languages that the program does not speak say nothing.
fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let value = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    Language::parse(&value?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_counts() {
        const VI: Option<Language> = Some(Language::Vietnamese);
        const EN: Option<Language> = Some(Language::English);
        for (all, messages, lang, expected) in [
            ("", "", "", None),
            ("", "", "vi_VN.UTF-8", VI),
            ("", "", "vi", VI),
            ("", "", "vi_VN", VI),
            ("", "", "en_US.UTF-8", EN),
            ("", "", "en", EN),
            ("", "", "EN_GB", EN),
            ("", "", "en@quot", EN),
            ("", "", "C", None),
            ("", "", "C.UTF-8", None),
            ("", "", "POSIX", None),
            ("", "", "fr_FR.UTF-8", None),
            ("", "", "english", None),
            ("", "en_US.UTF-8", "vi_VN.UTF-8", EN),
            ("vi_VN.UTF-8", "en_US.UTF-8", "en_US.UTF-8", VI),
            // Who says C to everything does not ask for a language by LANG.
            ("C", "", "en_US.UTF-8", None),
            ("", "C", "vi_VN.UTF-8", None),
        ] {
            let variable = |name: &str| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LC_MESSAGES" => Some(messages.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            };
            assert_eq!(of_environment(variable), expected, "{all:?} {messages:?} {lang:?}");
        }
        assert_eq!(of_environment(|_| None), None);
    }
}
