//! What makes two mentions one work: type + number + symbol + issuer with place + year; for the Party, whose numbers
//! run through a whole term and carry no year, the full date (Nghị định 30/2020/NĐ-CP, Điều 15; Hướng dẫn 36-HD/VPTW).

use crate::address;
use crate::content::registry::tenure::{is_shared_year, key_since, split_key};
use crate::content::registry::{DocumentTypes, Registries, System};
use crate::text::date::WorkDate;
use crate::text::fold;
use crate::text::number::Number;

/// When, as far as it tells two works of one number apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Time {
    /// The number carries its own year.
    InNumber,
    /// Year of a state document, or the year alone of a Party one.
    Year(i16),
    /// Full date of a Party document.
    Day(jiff::civil::Date),
    /// Not known.
    Unknown,
}

/// The type, and whether the symbol already says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityType {
    /// Type key; empty where neither word nor symbol tells.
    pub key: String,
    /// The symbol implies it: the address needs no word for it.
    pub implied: bool,
}

impl IdentityType {
    /// Whether both can be the type of one work: equal, or one not known.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.key == other.key || self.key.is_empty() || other.key.is_empty()
    }

    /// Whether both can be what a text calls one work: codes are laws, numbered with them, and often called so ("Luật
    /// Hình sự số 100/2015/QH13").
    pub fn may_be_called(&self, types: &DocumentTypes, other: &Self) -> bool {
        let named = |kind: &Self| types.named(&kind.key).is_some();
        let same_word = || types.family(&self.key) == types.family(&other.key);
        self.agrees_with(other) || named(self) && named(other) && same_word()
    }
}

/// The identity of a numbered work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Key of the body in whose series it is numbered.
    pub numbering: String,
    /// [`Number::key`].
    pub number: String,
    /// When.
    pub time: Time,
    /// Type.
    pub kind: IdentityType,
}

/// The type of a mention: what the type word says, else what the symbol says. A word that contradicts the symbol
/// (`355-CT/TU` called "Chương trình hành động") is believed, so that it never meets a real Chỉ thị 355-CT/TU. One that
/// only says less does not contradict: a "Thông tư số 41/2014/TTLT-BYT-BTC" is a joint one.
pub fn kind_of(registries: &Registries, word: Option<&str>, number: &Number, system: System) -> IdentityType {
    let symbol = number.symbol_parts().next().and_then(|code| registries.types.by_code(code, system));
    let says_less = |word: &str| symbol.is_some_and(|symbol| symbol.texts.called.as_deref() == Some(word));
    let is_letter = |word: &str| registries.types.get(word).is_some_and(|row| row.form.letter);
    match (word.filter(|word| !says_less(word)), symbol) {
        (None, Some(symbol)) => IdentityType { key: symbol.key.clone(), implied: true },
        (Some(word), Some(symbol)) => IdentityType { key: word.to_owned(), implied: word == symbol.key },
        (Some(word), None) => IdentityType { key: word.to_owned(), implied: is_letter(word) },
        (None, None) => IdentityType { key: String::new(), implied: true },
    }
}

/// The base of the series that a document is numbered in: the same for all bodies of one name. Joint documents are
/// counted by the body that stands first in their symbol, whichever of them a text or an editor names.
pub fn numbering_of<'a>(registries: &'a Registries, number: &Number, issuer: &'a str) -> &'a str {
    let issuers = &registries.issuers;
    let mut parts = number.symbol_parts();
    let is_joint = parts.next().is_some_and(|code| registries.types.is_joint_code(&code.to_uppercase()));
    let first = parts.next().filter(|_| is_joint);
    let has_code = |code: &str, key: &str| {
        issuers.get(key).is_some_and(|row| row.codes.iter().any(|known| fold(known) == fold(code)))
    };
    // The named body is most often the first one: then there is nothing to look for.
    match first.filter(|code| !has_code(code, issuer)) {
        Some(code) => {
            let mut known = issuers.iter().filter(|row| row.codes.iter().any(|known| fold(known) == fold(code)));
            match (known.next(), known.next()) {
                (Some(only), None) => issuers.series(&only.key),
                _ => issuers.series(issuer),
            }
        }
        None => issuers.series(issuer),
    }
}

/// The time that counts for identity.
pub fn time_of(number: &Number, date: Option<WorkDate>, system: System) -> Time {
    match (number.own_year(), date, system) {
        (Some(_), _, _) => Time::InNumber,
        (None, None, _) => Time::Unknown,
        (None, Some(WorkDate::Day(day)), System::Party) => Time::Day(day),
        (None, Some(date), _) => Time::Year(date.year()),
    }
}

impl Identity {
    /// `/vien-dan/<issuer>/<number>/[<time>/][<type>/]`. Made of the identity alone, so that adding content never
    /// changes it. A body of an older name ends its addresses in `-tu-<first day>` where they could be those of the
    /// body that had the name before: the older one's keep the plain form.
    pub fn address(&self, number: &Number) -> String {
        let (base, from) = split_key(&self.numbering);
        let address = self.address_of(base, number);
        match from.filter(|from| self.is_shared(*from, number)) {
            Some(from) => format!("{}/", key_since(address.trim_end_matches('/'), from)),
            None => address,
        }
    }

    /// Whether a work of the older body could have all that this one's identity says.
    fn is_shared(&self, from: jiff::civil::Date, number: &Number) -> bool {
        match self.time {
            Time::InNumber => number.own_year().is_none_or(|year| is_shared_year(from, year)),
            Time::Year(year) => is_shared_year(from, year),
            Time::Day(day) => day < from,
            Time::Unknown => true,
        }
    }

    fn address_of(&self, issuer: &str, number: &Number) -> String {
        let mut address = address::work(&format!("{issuer}/{}", number.slug()));
        match self.time {
            Time::InNumber | Time::Unknown => {}
            Time::Year(year) => address.push_str(&format!("{year}/")),
            Time::Day(day) => address.push_str(&format!("{day}/")),
        }
        if !self.kind.implied && !self.kind.key.is_empty() {
            address.push_str(&self.kind.key);
            address.push('/');
        }
        address
    }

    /// The addresses this work had, or would have had, when less was known of it: without type, without date, with the
    /// year alone, with one of the `former` keys of its issuer; its own address included.
    pub fn former_addresses(&self, number: &Number, former: &[String]) -> Vec<String> {
        let mut times = vec![self.time, Time::Unknown];
        if let Time::Day(day) = self.time {
            times.push(Time::Year(day.year()));
        }
        let mut kinds = vec![self.kind.clone()];
        if !self.kind.implied {
            kinds.push(IdentityType { key: String::new(), implied: true });
        }
        let mut addresses = Vec::new();
        for time in times {
            for kind in &kinds {
                let known = Self { time, kind: kind.clone(), ..self.clone() };
                addresses.push(known.address(number));
                let under = |issuer: &String| Self { numbering: issuer.clone(), ..known.clone() };
                addresses.extend(former.iter().map(|issuer| under(issuer).address(number)));
            }
        }
        addresses.sort();
        addresses.dedup();
        addresses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(numbering: &str, number: &Number, time: Time, kind: &str, implied: bool) -> Identity {
        Identity {
            numbering: numbering.to_owned(),
            number: number.key(),
            time,
            kind: IdentityType { key: kind.to_owned(), implied },
        }
    }

    #[test]
    fn addresses_say_what_tells_works_apart() {
        let number = |text| Number::parse(text).expect("a number");
        let day = crate::text::date::parse_day("2013-11-04").expect("a day");
        for (given, address) in [
            (
                ("trung-uong-dang", "29-NQ/TW", Time::Day(day), "nghi-quyet", true),
                "/vien-dan/trung-uong-dang/29-nq-tw/2013-11-04/",
            ),
            (
                ("bo-giao-duc-va-dao-tao", "2457/QĐ-BGDĐT", Time::Year(2023), "quyet-dinh", true),
                "/vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023/",
            ),
            (
                ("quoc-hoi", "88/2014/QH13", Time::InNumber, "nghi-quyet", false),
                "/vien-dan/quoc-hoi/88-2014-qh13/nghi-quyet/",
            ),
            (
                ("tinh-uy-lao-cai", "153-CTr/TU", Time::Unknown, "chuong-trinh", true),
                "/vien-dan/tinh-uy-lao-cai/153-ctr-tu/",
            ),
        ] {
            let (numbering, text, time, kind, implied) = given;
            assert_eq!(identity(numbering, &number(text), time, kind, implied).address(&number(text)), address);
        }
    }

    /// Contracts, "Time and place": decided by identity alone.
    #[test]
    fn the_younger_body_s_addresses_say_since_when_where_the_older_one_s_could_be_meant() {
        let young = "ubnd-tinh-lao-cai-tu-2025-07-01";
        for (issuer, text, time, kind, implied, address) in [
            ("ubnd-tinh-lao-cai", "05/2025/QĐ-UBND", Time::InNumber, "quyet-dinh", true, "05-2025-qd-ubnd/"),
            (young, "05/2025/QĐ-UBND", Time::InNumber, "quyet-dinh", true, "05-2025-qd-ubnd-tu-2025-07-01/"),
            (young, "05/2026/QĐ-UBND", Time::InNumber, "quyet-dinh", true, "05-2026-qd-ubnd/"),
            (young, "12/KH-UBND", Time::Year(2025), "ke-hoach", true, "12-kh-ubnd/2025-tu-2025-07-01/"),
            (young, "12/KH-UBND", Time::Year(2026), "ke-hoach", true, "12-kh-ubnd/2026/"),
            (young, "12/KH-UBND", Time::Unknown, "ke-hoach", true, "12-kh-ubnd-tu-2025-07-01/"),
            (young, "12/X-UBND", Time::Year(2025), "de-an", false, "12-x-ubnd/2025/de-an-tu-2025-07-01/"),
        ] {
            let number = Number::parse(text).expect("a number");
            let own = identity(issuer, &number, time, kind, implied).address(&number);
            assert_eq!(own, format!("/vien-dan/ubnd-tinh-lao-cai/{address}"));
        }
    }

    #[test]
    fn a_better_known_work_answers_at_its_older_addresses() {
        let number = Number::parse("29-NQ/TW").expect("a number");
        let day = crate::text::date::parse_day("2013-11-04").expect("a day");
        let known = identity("trung-uong-dang", &number, Time::Day(day), "nghi-quyet", true);
        assert_eq!(
            known.former_addresses(&number, &[]),
            [
                "/vien-dan/trung-uong-dang/29-nq-tw/",
                "/vien-dan/trung-uong-dang/29-nq-tw/2013-11-04/",
                "/vien-dan/trung-uong-dang/29-nq-tw/2013/"
            ]
        );
    }
}
