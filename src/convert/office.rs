//! `.doc`, `.odt` and `.rtf` → `.docx`, by LibreOffice.
//!
//! In: the bytes of a document and the ending of its format. Out: the bytes of a Word file.

use super::Failure;
use super::program::Tool;
use super::run::{Bounds, Job};
use crate::disk::{self, Unread};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;
use tempfile::TempDir;

/// A document of 500 pages takes 20 seconds; the first start on a slow disk as long.
const BOUNDS: Bounds = Bounds { time: 120, memory: 4 << 30, written: 256 << 20 };
/// The name that the file has for LibreOffice: its own may be anything.
const NAME: &str = "document";
/// Where the result is put.
const RESULT: &str = "result";

/// Settings of LibreOffice: no macro runs, nothing is fetched, no link is followed.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// Makes a Word file. `ending`: `doc`, `odt` or `rtf`, which the bytes must bear out.
///
/// # Errors
/// See [`Failure`].
pub fn to_word(bytes: &[u8], ending: &str) -> Result<Vec<u8>, Failure> {
    const TOOL: Tool = Tool::Office;
    let program = TOOL.find()?;
    let io = |error| Failure::Io(TOOL, error);
    let folder = TempDir::with_prefix("congbao-").map_err(io)?;
    // LibreOffice names its profile by an address, in which a link would lead astray.
    let home = folder.path().canonicalize().map_err(io)?;
    let profile = home.join("profile/user");
    fs::create_dir_all(&profile).map_err(io)?;
    fs::write(profile.join("registrymodifications.xcu"), SETTINGS).map_err(io)?;
    let source = format!("{NAME}.{ending}");
    fs::write(home.join(&source), bytes).map_err(io)?;
    let job = Job {
        tool: TOOL,
        program: &program,
        arguments: arguments(&home, &source, ending),
        folder: &home,
        bounds: BOUNDS,
    };
    let since = SystemTime::now();
    let mut ended = Ok(String::new());
    // The first start in a new home makes its profile and asks to be started again, which its socket is in the way of.
    for _ in 0..2 {
        ended = job.run();
        remove_sockets(since);
        match disk::bytes_here(&home.join(RESULT).join(format!("{NAME}.docx")), BOUNDS.written) {
            Ok(bytes) => return Ok(bytes),
            Err(Unread::TooLarge(limit)) => return Err(Failure::Large(TOOL, limit)),
            Err(unread) if unread.is_missing() => {}
            Err(unread) => return Err(Failure::Io(TOOL, io::Error::from(unread))),
        }
        if !matches!(ended, Ok(_) | Err(Failure::Failed(..))) {
            break;
        }
    }
    // It ends well, too, where it could not read the file.
    Err(ended.map_or_else(|failure| failure, |said| Failure::Failed(TOOL, said)))
}

/// Removes the sockets that have no listener and were made since then.
#[cfg(unix)]
fn remove_sockets(since: SystemTime) {
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::UnixStream;
    for entry in super::confine::SOCKETS.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        let is_ours = entry.file_name().as_encoded_bytes().starts_with(b"OSL_PIPE_");
        let is_new = |found: fs::Metadata| {
            found.file_type().is_socket() && found.modified().is_ok_and(|modified| modified >= since)
        };
        if is_ours && entry.path().symlink_metadata().is_ok_and(is_new) && UnixStream::connect(entry.path()).is_err() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(not(unix))]
fn remove_sockets(_since: SystemTime) {}

fn arguments(home: &Path, source: &str, ending: &str) -> Vec<OsString> {
    // Named, or the content decides: a page would be taken for one.
    let filter = match ending {
        "doc" => "MS Word 97",
        "odt" => "writer8",
        _ => "Rich Text Format",
    };
    let address: String = percent_encoding::utf8_percent_encode(
        &home.join("profile").to_string_lossy().replace('\\', "/"),
        percent_encoding::NON_ALPHANUMERIC,
    )
    .collect();
    let address = address.replace("%2F", "/").replace("%3A", ":");
    let slash = if address.starts_with('/') { "" } else { "/" };
    [
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nologo",
        &format!("-env:UserInstallation=file://{slash}{address}"),
        &format!("--infilter={filter}"),
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        RESULT,
        source,
    ]
    .map(OsString::from)
    .into()
}
