//! A disk that can be filled and emptied: what the bot writes to it is refused meanwhile, as the kernel refuses it.
//! It lies before the C library of a process of its own, so it takes Linux and a C compiler, and no rights.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::setup::{Setup, Stand};

/// The folder of a test that is a disk. What else is in the test's folder has room always.
pub struct Disk {
    folder: PathBuf,
    library: PathBuf,
    flag: PathBuf,
}

impl Disk {
    /// `None`, said aloud, where there can be none; `scripts/check` lists that as not tested.
    pub fn below(stand: &Stand) -> Option<Self> {
        let home = fs::canonicalize(stand.folder.path()).expect("the folder of a test");
        let (folder, library) = (home.join("disk"), home.join("full_disk.so"));
        fs::create_dir(&folder).expect("a folder for the disk");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/full_disk.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl");
        let built = cfg!(target_os = "linux") && compiler.status().is_ok_and(|status| status.success());
        if !built {
            eprintln!("NOT TESTED: a full disk takes Linux and a C compiler (cc)");
        }
        built.then(|| Self { folder, library, flag: home.join("full") })
    }

    /// The settings of a bot that keeps its files here, and its database where that is a file.
    pub fn settings(&self, stand: &Stand) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("BLOB_URL", format!("file://{}", self.folder.join("files").display())),
            ("LD_PRELOAD", self.library.display().to_string()),
            ("FULL_DISK_BELOW", self.folder.display().to_string()),
            ("FULL_DISK_WHILE", self.flag.display().to_string()),
        ];
        if stand.setup == Setup::Sqlite {
            settings.push(("DATABASE_URL", self.database_url(stand)));
        }
        settings
    }

    /// Where the database is.
    pub fn database_url(&self, stand: &Stand) -> String {
        match stand.setup {
            Setup::Sqlite => format!("sqlite://{}", self.folder.join("atelier.db").display()),
            Setup::Postgres => stand.database_url().to_owned(),
        }
    }

    pub fn fill(&self) {
        fs::write(&self.flag, "").expect("a file");
    }

    pub fn empty(&self) {
        fs::remove_file(&self.flag).expect("a disk that was filled");
    }
}
