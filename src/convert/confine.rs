//! Takes from this thread, and so from every program that it starts, all that a conversion does not need.
//!
//! In: the folder that may be written to, the program. Out: a thread that cannot get its rights back. It may read what
//! the system itself consists of, write to that one folder, and reach no network and no process outside. Linux does this
//! for every user: Landlock (from 5.13, each later kernel a little more) for folders, processes and TCP; seccomp for
//! every other socket. A kernel without Landlock leaves seccomp; other systems leave nothing.

use std::io;
use std::path::Path;

/// LibreOffice lays the socket by which its windows find each other here, wherever its home is. It may make sockets here
/// and nothing else, and take none away: `office` does.
pub(super) const SOCKETS: [&str; 2] = ["/tmp", "/var/tmp"];

/// Confines the calling thread for ever.
///
/// # Errors
/// The kernel knows the rules and refused them.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))))]
pub(super) fn this_thread(_folder: &Path, _program: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
pub(super) use linux::this_thread;

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
mod linux {
    use super::{Path, io};
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, Scope,
        path_beneath_rules,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    /// Programs, their libraries, settings and fonts.
    const SYSTEM: [&str; 18] = [
        "/usr",
        "/bin",
        "/sbin",
        "/lib",
        "/lib32",
        "/lib64",
        "/etc",
        "/opt",
        "/nix",
        "/gnu",
        "/var/cache/fontconfig",
        "/var/spool/libreoffice",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/sys/devices/system/cpu",
        "/dev/zero",
        "/dev/random",
        "/dev/urandom",
    ];
    const RULES: ABI = ABI::V6;

    pub(in crate::convert) fn this_thread(folder: &Path, program: &Path) -> io::Result<()> {
        files(folder, program).map_err(io::Error::other)?;
        sockets().map_err(io::Error::other)
    }

    fn files(folder: &Path, program: &Path) -> Result<(), landlock::RulesetError> {
        let real = program.canonicalize().unwrap_or_else(|_| program.to_owned());
        let beside = real.parent().unwrap_or(&real);
        // LibreOffice lies in `program`, and what it needs in the folders beside.
        let whole = if beside.ends_with("program") { beside.parent().unwrap_or(beside) } else { beside };
        let system = SYSTEM.iter().map(Path::new).chain([whole, program.parent().unwrap_or(whole)]);
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(RULES))?
            .handle_access(AccessNet::from_all(RULES))?
            .scope(Scope::from_all(RULES))?
            .create()?
            .add_rules(path_beneath_rules(system, AccessFs::from_read(RULES)))?
            .add_rules(path_beneath_rules([folder], AccessFs::from_all(RULES)))?
            .add_rules(path_beneath_rules(["/dev/null"], AccessFs::from_all(RULES)))?
            .add_rules(path_beneath_rules(super::SOCKETS, AccessFs::MakeSock))?
            .restrict_self()
            .map(|_| ())
    }

    /// No socket but those of this machine's own processes, and no other way to one.
    fn sockets() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let foreign = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, libc::AF_UNIX as u64)?;
        let rules = [
            (libc::SYS_socket, vec![SeccompRule::new(vec![foreign])?]),
            // It opens sockets of its own.
            (libc::SYS_io_uring_setup, Vec::new()),
        ];
        let denied = SeccompAction::Errno(libc::EACCES as u32);
        let filter = SeccompFilter::new(
            rules.into_iter().collect(),
            SeccompAction::Allow,
            denied,
            std::env::consts::ARCH.try_into()?,
        )?;
        let program: BpfProgram = filter.try_into()?;
        Ok(seccompiler::apply_filter(&program)?)
    }
}
