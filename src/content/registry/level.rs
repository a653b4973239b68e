//! The level of a body that no registry lists, read off its canonical name: names of local bodies are made by rule
//! ([`super::local`]), so the unit word tells it.
//!
//! In: key and canonical name. Out: [`Level`], or nothing where neither row nor name tells.

use super::issuers::{Issuer, Issuers, Level};
use super::provinces::Province;
use crate::text::name_key;
use std::sync::LazyLock;

/// Unit words between spaces with their level; the first that a name holds counts ("thị xã" is no "xã").
static UNIT_WORDS: LazyLock<Vec<(String, Level)>> = LazyLock::new(|| {
    const WORDS: [(&[&str], Level); 4] = [
        (&["thị xã", "huyện", "quận", "huyện ủy", "thị ủy", "quận ủy"], Level::District),
        (&["xã", "phường", "thị trấn", "đặc khu"], Level::Commune),
        (&["tỉnh", "tỉnh ủy"], Level::Province),
        (&["thành phố", "thành ủy"], Level::District),
    ];
    WORDS.iter().flat_map(|(words, level)| words.iter().map(|word| (spaced(word), *level))).collect()
});

static CITY_WORDS: LazyLock<[String; 2]> = LazyLock::new(|| ["thành phố", "thành ủy"].map(spaced));

fn spaced(word: &str) -> String {
    format!(" {} ", name_key(word))
}

impl Issuers {
    /// The level of the body with this key and name; `None` where it cannot be told.
    pub fn level_of(&self, key: &str, name: &str) -> Option<Level> {
        if let Some(issuer) = self.get(key) {
            return Some(issuer.level);
        }
        let name = spaced(name);
        let level = UNIT_WORDS.iter().find(|(word, _)| name.contains(word.as_str())).map(|(_, level)| *level)?;
        let is_city =
            |province: &Province| province.unit_word == "thành phố" && name.ends_with(&spaced(&province.name));
        // A city is one of the few under the central government, or lies in a province.
        let is_province = level == Level::District
            && CITY_WORDS.iter().any(|word| name.contains(word.as_str()))
            && self.provinces().iter().any(is_city);
        Some(if is_province { Level::Province } else { level })
    }

    /// The province of the body with this key, where a registry or a rule tells it: "Lạng Sơn" of UBND huyện Văn Lãng.
    pub fn province_of(&self, key: &str) -> Option<&str> {
        province_above(self.get(key)?, |key| self.get(key))
    }
}

/// The province of a body, or of the bodies above it.
pub(super) fn province_above<'a>(body: &'a Issuer, get: impl Fn(&str) -> Option<&'a Issuer>) -> Option<&'a str> {
    let mut next = Some(body);
    // The chain is short; the bound guards against rows that are each other's parents.
    for _ in 0..6 {
        let issuer = next?;
        let own = issuer.place.as_deref().filter(|_| issuer.level == Level::Province);
        if let Some(province) = issuer.province.as_deref().or(own) {
            return Some(province);
        }
        next = issuer.parent.as_deref().and_then(&get);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_word_of_a_name_tells_the_level() {
        let issuers = Issuers::default();
        for (name, level) in [
            ("UBND huyện Văn Lãng", Some(Level::District)),
            ("UBND thị xã Sa Pa", Some(Level::District)),
            ("UBND thành phố Lai Châu", Some(Level::District)),
            ("Huyện ủy Văn Lãng", Some(Level::District)),
            ("Đảng ủy xã Bảo Hà", Some(Level::Commune)),
            ("UBND phường Sa Pa", Some(Level::Commune)),
            ("Sở Y tế tỉnh Lào Cai", Some(Level::Province)),
            ("Tỉnh ủy Lào Cai", Some(Level::Province)),
            ("Bộ Xây dựng", None),
        ] {
            assert_eq!(issuers.level_of("no-such-key", name), level, "{name}");
        }
    }
}
