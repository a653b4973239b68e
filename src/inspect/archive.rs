//! Archives: what is packed in them, by name. Nothing is unpacked.

use super::traces::Traces;
use super::{Level, Sort};
use crate::foreign::kinds::{self, Service};
use crate::foreign::package::Package;
use std::io::{Read, Seek};

/// Points out files that no site serves, and archives inside, which nobody looks into.
pub(super) fn look(package: &Package<impl Read + Seek>, traces: &mut Traces) {
    for name in package.names() {
        let ending = kinds::ending(&name);
        let runs = kinds::find(&ending).is_some_and(|kind| kind.service == Service::Never);
        if runs || matches!(ending.as_str(), "zip" | "rar" | "7z" | "gz" | "tar" | "cab") {
            traces.add(Sort::Active, vec![(Level::Inside, name.clone())], &name);
        }
    }
}
