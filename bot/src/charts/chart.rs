//! What a chart says.

use chrono::NaiveDate;

use crate::domain::Lang;

/// A chart with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// For numbers and dates; the words below are in it.
    pub lang: Lang,
    pub title: String,
    /// What is counted, over which time.
    pub note: String,
    /// What stands there instead of numbers while there are none.
    pub empty: String,
    pub unit: Unit,
    pub body: Body,
}

/// What the numbers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    #[default]
    Count,
    /// Seconds or money: parts of one count.
    Amount,
    /// Of a hundred.
    Percent,
}

/// How they are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// One number a day.
    Bars { days: Vec<NaiveDate>, values: Vec<f64> },
    /// One to three numbers a day that go on from day to day.
    Lines { days: Vec<NaiveDate>, series: Vec<Series> },
    /// Up to four parts of one number a day.
    Stacked { days: Vec<NaiveDate>, series: Vec<Series> },
    /// Numbers by name, the greatest first.
    Rows(Vec<Row>),
    /// Who came in a week, and how many of them came again in the weeks after.
    Cohorts { week: String, people: String, cohorts: Vec<Cohort> },
}

/// A number by day under one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub name: String,
    /// One for each day; nothing where it is not known.
    pub values: Vec<Option<f64>>,
}

/// A name and its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub value: f64,
    /// What stands behind the number, if anything.
    pub aside: String,
}

/// Those who came in one week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The Monday.
    pub week: NaiveDate,
    pub people: u64,
    /// How many of them came in the first week after, the second and so on, as far as those weeks are over.
    pub came_again: Vec<u64>,
}
