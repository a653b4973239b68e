//! Bytes → `output/`: staged beside the output folder, switched by one rename, unchanged files untouched. Knows nothing of
//! documents.
