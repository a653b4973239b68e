//! `congbao export`: what the site holds in a form for other programs. A document as a Word file (`word`), or the whole
//! site as a database (`database`).
//!
//! In: the folder of a site. Out: files; problems on standard error.

mod database;
mod word;

use super::report::Reporter;
use super::{Exit, SiteArguments, is_site};
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// Arguments of `congbao export`.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("form").required(true))]
pub struct ExportArguments {
    /// The document to write as a Word file: its id, address, file or number
    #[arg(long, value_name = "ID", group = "form")]
    docx: Option<String>,
    /// Where to write it (default: named after the Markdown file, in the working folder)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sqlite", "parquet", "postgres"])]
    to: Option<PathBuf>,
    /// The whole site as one SQLite file with a full-text index; opens in Datasette
    #[arg(long, value_name = "FILE", group = "form", conflicts_with = "drafts")]
    sqlite: Option<PathBuf>,
    /// The whole site as Parquet files in this folder, one a table
    #[arg(long, value_name = "DIR", group = "form", conflicts_with = "drafts")]
    parquet: Option<PathBuf>,
    /// The whole site as a script that `psql -f` loads into PostgreSQL
    #[arg(long, value_name = "FILE", group = "form", conflicts_with = "drafts")]
    postgres: Option<PathBuf>,
    /// Overwrite a file that exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    site: SiteArguments,
}

/// Writes what was asked for.
pub fn run(arguments: &ExportArguments) -> Exit {
    let reporter = Reporter::new(&arguments.site);
    if !is_site(&arguments.site.root, &reporter) {
        return Exit::Usage;
    }
    if let Some(id) = &arguments.docx {
        return word::run(arguments, id, &reporter);
    }
    match database::Target::of(arguments) {
        Some(target) => database::run(arguments, &target, &reporter),
        None => Exit::Usage,
    }
}
