//! All integration tests in one program, so that they are linked once: a folder for each thing that a user does.
//! README.md says which test belongs where.

mod architecture;
mod build;
mod check;
mod cite;
mod data;
mod fuzz;
mod guide;
mod import;
mod pages;
mod preview;
mod program;
mod support;
mod write;
