# The tables of benchmarks/peers.py by R's survey: weighted counts, and the test of Rao and
# Scott. Rscript benchmarks/peers.R FOLDER PEOPLE TABLES reads FOLDER/PEOPLE.csv, and
# prints CPU seconds of reading, design, and 100 tables, of which it makes TABLES.
suppressMessages(library(survey))
given <- commandArgs(TRUE)
used <- function() sum(proc.time()[1:2])
read <- function(people) {
  frame <- read.csv(file.path(given[1], paste0(people, ".csv")))
  svydesign(~1, weights = ~X_weight, data = frame)
}
make <- function(design, tables) {
  for (k in seq_len(tables) - 1) {
    pair <- as.formula(sprintf("~q%d + b%d", k %/% 5 + 1, k %% 5 + 1))
    svytable(pair, design)
    svychisq(pair, design)
  }
}
make(read("1000"), 1)
started <- used()
design <- read(given[2])
ready <- used()
tables <- as.integer(given[3])
make(design, tables)
cat(ready - started + (used() - ready) * 100 / tables, "\n")
