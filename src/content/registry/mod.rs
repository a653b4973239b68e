//! Dated data about the world: document types, issuing bodies, themes, works. Built-in rows (types, central
//! bodies, provinces) are YAML files compiled in; the site's own stand in `content/{issuers,themes,works}.yaml`.

pub mod issuers;
pub mod themes;
pub mod types;
pub mod works;

pub use issuers::{Issuer, Issuers, Level, System};
pub use themes::{Theme, Themes};
pub use types::{DocumentType, DocumentTypes};
pub use works::{Alias, Scope, WorkRow, Works};

/// All registries of a site, cross-checked.
#[derive(Debug, Default)]
pub struct Registries {
    /// Document types.
    pub types: DocumentTypes,
    /// Issuing bodies.
    pub issuers: Issuers,
    /// Themes.
    pub themes: Themes,
    /// Works that the editors have verified.
    pub works: Works,
}
