//! A [`Job`](crate::site::Job) → bytes: HTML by templates, JSON, Atom, sitemap. No disk, no clock.
//!
//! In: job, corpus, site, configuration, and for a document's page its text. Out: bytes.

pub mod body;
