//! `congbao serve`: the program, and the site that follows its files.

pub mod live;
mod review;
mod serve;
