//! `congbao serve`: the program, and the site that follows its files.

mod hostile;
pub mod live;
mod review;
mod serve;
