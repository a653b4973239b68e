//! Labels → anchors: stable, unique, made of numbering.
