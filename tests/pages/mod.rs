//! What readers see on the pages of a built site. How they look in a browser is tested in `tests/browser`.

mod accessibility;
mod budget;
mod comparison;
mod doors;
mod every_kind;
mod narrowed;
mod pictures;
mod portions;
mod reuse;
mod signed;
mod states;
mod told;
mod versions;
