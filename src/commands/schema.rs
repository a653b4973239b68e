//! `congbao schema`: the JSON Schema by which an editor program completes and checks front matter, configuration and
//! registries.
//!
//! In: the kind of file, the site's registries (their keys are offered). Out: JSON on standard output, or
//! all schemas as files of a folder.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, language, output, parse_language, whole};
use crate::catalogue::Language;
use crate::content::registry::Registries;
use crate::writing::schema::schema;
use crate::writing::shape::FileKind;
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `congbao schema`.
#[derive(Clone, Debug, Args)]
pub struct SchemaArguments {
    /// Which file is described
    #[arg(value_enum, value_name = "FILE", default_value_t = SchemaFile::Document)]
    file: SchemaFile,
    /// Folder of the site whose issuers and themes are offered
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Language of the descriptions: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// Write all schemas into this folder, such as .vscode/congbao, instead of printing one
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    to: Option<PathBuf>,
}

/// The files that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaFile {
    /// Front matter of a document
    Document,
    /// congbao.yaml
    Config,
    /// content/works.yaml
    Works,
    /// content/issuers.yaml
    Issuers,
    /// content/themes.yaml
    Themes,
    /// content/laws.yaml
    Laws,
    /// content/types.yaml
    Types,
    /// content/accessibility.yaml
    Accessibility,
}

impl SchemaFile {
    const fn kind(self) -> FileKind {
        match self {
            Self::Document => FileKind::Document,
            Self::Config => FileKind::Config,
            Self::Works => FileKind::Works,
            Self::Issuers => FileKind::Issuers,
            Self::Themes => FileKind::Themes,
            Self::Laws => FileKind::Laws,
            Self::Types => FileKind::Types,
            Self::Accessibility => FileKind::Accessibility,
        }
    }
}

/// Prints one schema, or writes all.
pub fn run(arguments: &SchemaArguments) -> Exit {
    // What is wrong with the registries is for `check` to say; a row that could not be read is only not offered.
    let registries = Registries::read(&arguments.root, &mut Vec::new());
    let language = language::spoken(arguments.lang, &arguments.root);
    let reporter = Reporter::speaking(language, ProblemFormat::Human, ColorWhen::Auto);
    let Some(folder) = &arguments.to else {
        output::print(text(arguments.file.kind(), &registries, language).as_bytes(), language);
        return Exit::Good;
    };
    match write_all(folder, &registries, language) {
        Ok(paths) => {
            paths.iter().for_each(|path| reporter.result(&path.display().to_string()));
            Exit::Good
        }
        Err((path, error)) => {
            let path = path.display().to_string();
            reporter.failure("file-unwritable", &[("path", &path), ("reason", &error.to_string())]);
            Exit::Usage
        }
    }
}

fn write_all(
    folder: &Path,
    registries: &Registries,
    language: Language,
) -> Result<Vec<PathBuf>, (PathBuf, std::io::Error)> {
    fs::create_dir_all(folder).map_err(|error| (folder.to_owned(), error))?;
    let mut paths = Vec::new();
    for (word, kind) in FileKind::ALL {
        let path = folder.join(format!("{word}.schema.json"));
        whole::put(&path, text(kind, registries, language).as_bytes()).map_err(|error| (path.clone(), error))?;
        paths.push(path);
    }
    Ok(paths)
}

/// The schema as a file: one property a line, ends with a line end.
pub(super) fn text(kind: FileKind, registries: &Registries, language: Language) -> String {
    let schema = schema(kind, registries, language);
    format!("{}\n", serde_json::to_string_pretty(&schema).expect("a tree of texts and numbers is always JSON"))
}
