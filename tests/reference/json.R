# Writes nested lists of numbers and strings as JSON with every digit of a double.
to_json <- function(x) {
  if (is.list(x)) {
    inner <- vapply(x, to_json, "")
    if (is.null(names(x))) return(sprintf("[%s]", paste(inner, collapse = ",\n")))
    return(sprintf("{%s}", paste(sprintf('"%s": %s', names(x), inner), collapse = ",\n")))
  }
  if (is.matrix(x)) return(to_json(lapply(seq_len(nrow(x)), function(i) x[i, ])))
  told <- if (is.character(x)) sprintf('"%s"', x) else sprintf("%.17g", x)
  if (length(x) == 1) told else sprintf("[%s]", paste(told, collapse = ", "))
}

# Adds how the numbers were made, and prints.
print_json <- function(results, packages = character()) {
  versions <- sapply(packages, function(p) as.character(packageVersion(p)))
  made <- paste(c(R.version.string, paste(packages, versions)), collapse = ", ")
  cat(to_json(list(made_by = made, results = results)), "\n", sep = "")
}
