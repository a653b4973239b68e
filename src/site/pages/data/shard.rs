//! A shard of a list of data: records of some documents and works as JSON Lines, packed with gzip. The same records
//! give the same bytes: the head of the file names no time and no system.
//!
//! In: a [`World`], which list, the key of the shard. Out: gzip on any writer.

use super::relations::write_relations;
use super::tasks::write_tasks;
use super::{document_record, held_citation, work_record};
use crate::corpus::{DocumentIndex, WorkIndex};
use crate::site::DataFile;
use crate::site::pages::data::DATA;
use crate::site::shards::ShardedList;
use crate::site::world::World;
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use std::io::{self, BufWriter, IntoInnerError, Write};

/// How hard to pack: nearly as small as the usual 6, in less time.
const LEVEL: u32 = 5;
/// Bytes handed to the packer at a time: a record is written in fragments of a few bytes, and each call costs the packer a
/// hundred times what they do.
const TOGETHER: usize = 32 * 1024;
/// In the head of a gzip file: an unknown system (RFC 1952).
const NO_SYSTEM: u8 = 255;

/// Address of the shard with this key, `citations/2024`, of a list.
pub fn shard_address(list: ShardedList, key: &str) -> String {
    match list {
        ShardedList::Data(_) => format!("{DATA}{key}.jsonl.gz"),
        ShardedList::Archive => format!("{DATA}{key}.zip"),
    }
}

/// The key of a shard without its list: `2024-01`.
pub fn name_of(key: &str) -> &str {
    key.split_once('/').map_or(key, |(_, name)| name)
}

/// Writes the shard.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, file: DataFile, key: &str, out: &mut dyn Write) -> io::Result<()> {
    let packer = GzBuilder::new().operating_system(NO_SYSTEM).write(out, Compression::new(LEVEL));
    let mut packed = BufWriter::with_capacity(TOGETHER, packer);
    let shards = &world.site.shards;
    let documents = shards.documents.get(key).map_or(&[][..], Vec::as_slice);
    let works = shards.works.get(key).map_or(&[][..], Vec::as_slice);
    documents.iter().try_for_each(|index| document_lines(world, file, *index, &mut packed))?;
    works.iter().try_for_each(|index| work_lines(world, file, *index, &mut packed))?;
    packed.into_inner().map_err(IntoInnerError::into_error)?.finish().map(|_| ())
}

/// Writes what a list holds of a document, a record a line.
///
/// # Errors
/// Those of `out`.
pub fn document_lines(world: &World<'_>, file: DataFile, index: DocumentIndex, out: &mut dyn Write) -> io::Result<()> {
    let document = &world.corpus.documents[index];
    match file {
        DataFile::Documents => line(out, &document_record(world, index)),
        DataFile::Citations => {
            document.citations.iter().try_for_each(|resolved| line(out, &held_citation(world, document, resolved)))
        }
        DataFile::Relations => write_relations(world.corpus, document.work, Some(index), out),
        DataFile::Tasks => write_tasks(world, index, out),
        DataFile::Works | DataFile::Site | DataFile::Document => Ok(()),
    }
}

/// Writes what a list holds of a work; of one whose text the site has, its document tells the relations.
///
/// # Errors
/// Those of `out`.
pub fn work_lines(world: &World<'_>, file: DataFile, index: WorkIndex, out: &mut dyn Write) -> io::Result<()> {
    match file {
        DataFile::Works => line(out, &work_record(world, index)),
        DataFile::Relations => write_relations(world.corpus, index, None, out),
        DataFile::Documents | DataFile::Citations | DataFile::Tasks | DataFile::Site | DataFile::Document => Ok(()),
    }
}

/// Writes a record.
pub(super) fn line(out: &mut dyn Write, record: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}
