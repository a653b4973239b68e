//! All texts: the documents of a year as Markdown, as a ZIP archive. The only place besides `import/docx` that names the
//! ZIP crate. The same documents give the same bytes: names in order, one fixed date. It is written as a stream, a
//! document at a time.
//!
//! In: a [`World`], the key of the archive. Out: ZIP on any writer.

use crate::catalogue;
use crate::content::config::Config;
use crate::document::hidden::published;
use crate::site::MakeError;
use crate::site::world::World;
use std::fmt::Write as _;
use std::io::{self, Write};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// How hard to pack: a fifth faster than the usual 6, one per cent larger; 3 takes two thirds of the time for 5 % more.
const LEVEL: i64 = 5;

impl From<ZipError> for MakeError {
    fn from(error: ZipError) -> Self {
        Self::Output(io::Error::other(error))
    }
}

/// Writes the archive with this key.
///
/// # Errors
/// Those of `out`; a text that cannot be had.
pub fn write(world: &World<'_>, key: &str, out: &mut dyn Write) -> Result<(), MakeError> {
    let mut archive = Archive { zip: ZipWriter::new_stream(out) };
    archive.begin(READ_FIRST)?;
    archive.zip.write_all(read_first(world).as_bytes())?;
    for index in world.site.shards.documents.get(key).into_iter().flatten() {
        let document = &world.corpus.documents[*index];
        let source = world.texts.source(*index)?;
        archive.begin(&format!("van-ban/{}.md", document.id))?;
        archive.zip.write_all(published(&source, document.text.body).as_bytes())?;
    }
    archive.zip.finish()?;
    Ok(())
}

/// Writes what the archive of everything answers where a site published one: where the archives of the years are.
///
/// # Errors
/// Those of `out`.
pub fn write_former<'u>(
    world: &World<'_>,
    archives: impl Iterator<Item = &'u str>,
    out: &mut dyn Write,
) -> Result<(), MakeError> {
    let mut archive = Archive { zip: ZipWriter::new_stream(out) };
    archive.begin(READ_FIRST)?;
    let mut text = read_first(world);
    archives.for_each(|url| text.push_str(&format!("{url}\r\n")));
    archive.zip.write_all(text.as_bytes())?;
    archive.zip.finish()?;
    Ok(())
}

/// Explains the archive.
const READ_FIRST: &str = "DOC-TRUOC.txt";

struct Archive<'a> {
    zip: ZipWriter<StreamWriter<&'a mut dyn Write>>,
}

impl Archive<'_> {
    fn begin(&mut self, name: &str) -> Result<(), MakeError> {
        // The default date is the first that ZIP knows, 1980-01-01.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        Ok(self.zip.start_file(name, options)?)
    }
}

/// What is in the archive and where it comes from.
fn read_first(world: &World<'_>) -> String {
    let config: &Config = &world.config;
    let word = |key| catalogue::text(config.language, key);
    let mut text = format!("{}\r\n{}\r\n\r\n{}\r\n", config.title, config.base_url, word("page-data-licence"));
    let _ = write!(text, "{}\r\n\r\n", catalogue::fill(word("page-data-source"), &[("portal", &config.portal)]));
    let _ = write!(text, "van-ban/: {}\r\n", word("page-data-documents"));
    text
}
