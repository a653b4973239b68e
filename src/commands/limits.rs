//! Limits that the shell has set. A write beyond the largest file that it allows (`ulimit -f`) sends a signal that ends
//! a program without a word. Once the signal is heard, the write fails like one on a full disk, and the file is named.
//!
//! In: nothing. Out: the signal is heard for the rest of the run.

/// Hears the signal. Programs that this one starts are ended by it as ever.
#[cfg(unix)]
pub(super) fn hear() {
    use signal_hook::consts::SIGXFSZ;
    // Where it cannot be heard, all is as it was.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
}

/// Systems without the signal.
#[cfg(not(unix))]
pub(super) const fn hear() {}
