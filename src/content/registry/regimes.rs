//! How documents are laid out changes with the years: the regime of a document, by its day, its type and who issues it. Data:
//! `built_in/regimes.tsv`.
//!
//! In: a type, a body, a day. Out: the [`Regime`], `None` where no row fits.

use super::Issuer;
use crate::text::name_key;
use jiff::civil::Date;
use std::sync::LazyLock;

/// A row of the data file.
#[derive(Debug, PartialEq, Eq)]
pub struct Regime {
    from: Date,
    body: Option<&'static str>,
    kind: Option<&'static str>,
    /// A citation of a work whose number carries the year needs its date, too.
    pub dated: bool,
    /// The document says at its end when an assembly adopted it.
    pub adopted: bool,
    /// Name of the layout of a new document.
    pub layout: Option<&'static str>,
    /// Only normative documents have that layout.
    pub normative: bool,
}

static REGIMES: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let lines = include_str!("built_in/regimes.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read).collect()
});

fn read(line: &'static str) -> Option<Regime> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [from, body, kind, dated, adopted, layout, when] = cells[..] else { return None };
    let named = |cell: &'static str| (cell != "-").then_some(cell);
    Some(Regime {
        from: from.parse().ok()?,
        body: named(body),
        kind: named(kind),
        dated: dated == "yes",
        adopted: adopted == "yes",
        layout: named(layout),
        normative: when == "normative",
    })
}

/// The regime of a document of this type that `issuer` issued on `day`.
pub fn regime(kind: &str, issuer: &Issuer, day: Date) -> Option<&'static Regime> {
    let name = name_key(&issuer.official_name);
    let of_body = |body: &str| name.starts_with(&name_key(body));
    REGIMES
        .iter()
        .find(|row| row.from <= day && row.body.is_none_or(of_body) && row.kind.is_none_or(|wanted| wanted == kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_is_a_row() {
        let lines = include_str!("built_in/regimes.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(REGIMES.len(), lines);
    }
}
