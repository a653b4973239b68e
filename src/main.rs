//! The command line; see [`congbao::commands`].

fn main() {}
