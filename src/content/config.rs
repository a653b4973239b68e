//! `congbao.yaml`: the site as a whole.

use super::front_matter::Located;
use crate::catalogue::Language;

/// The configuration, complete and valid.
#[derive(Clone, Debug)]
pub struct Config {
    /// Site title.
    pub title: String,
    /// Base address, ends in `/`: `https://vanban.laocai.edu.vn/`.
    pub base_url: String,
    /// The portal's name.
    pub portal: String,
    /// Who runs it: key of the issuing body.
    pub issuer: Option<Located<String>>,
    /// Where readers report errors: a mail address or a web address.
    pub contact: Option<String>,
    /// Language of the interface.
    pub language: Language,
    /// Name of the site theme: `themes/<name>/` over the built-in one.
    pub theme: String,
    /// Output folder, relative to the root.
    pub output: String,
    /// Old address → new address (both within the site, starting and ending with `/`).
    pub redirects: Vec<Redirect>,
    /// Addresses whose page stays without the text, with the reason.
    pub gone: Vec<Gone>,
}

/// `redirects:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Old address.
    pub from: Located<String>,
    /// New address.
    pub to: Located<String>,
}

/// `gone:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Address.
    pub address: Located<String>,
    /// Why, shown to readers.
    pub reason: String,
}
