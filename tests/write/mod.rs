//! The commands that write for a person: `init`, `new`, `fmt`, `schema`, `completions`, `man`.

mod export;
mod fmt;
mod init;
mod new;
mod schema;
mod versions;
