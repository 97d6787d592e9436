# Rscript multinomial.R > multinomial.json   (from this folder)
# Multinomial logit of schools' ratings on their size and the share of free meals, in two
# designs of survey::api: the log-likelihood written out, derivatives by numDeriv, Newton to
# 1e-12, the sandwich by survey::svyrecvar; adjusted shares with schools taken as random.
source("json.R")
suppressPackageStartupMessages({library(survey); library(numDeriv)})
data(api)
prep <- function(d) within(d[!is.na(d$enroll), ], {
  rating <- as.integer(cut(api00, c(0, 550, 650, 750, 1000)))
  size <- cut(enroll, c(0, 400, 700, 1e5), labels = c("small", "middle", "large"))
})
apistrat <- prep(apistrat); apiclus2 <- prep(apiclus2)
designs <- list(
  apistrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  apiclus2 = svydesign(id = ~dnum, weights = ~pw, data = apiclus2)
)
shares <- function(b, x, answers) {
  eta <- cbind(0, x %*% matrix(b, ncol(x), answers - 1))
  exp(eta) / rowSums(exp(eta))
}
found <- function(design) {
  d <- design$variables; y <- d$rating; w <- weights(design); k <- max(y)
  x <- model.matrix(~ size + meals, d); p <- ncol(x)
  score <- function(b) {
    away <- (outer(y, seq_len(k), "==") - shares(b, x, k))[, -1]
    w * do.call(cbind, lapply(seq_len(k - 1), function(j) away[, j] * x))
  }
  b <- rep(0, p * (k - 1))
  for (i in 1:60) {
    step <- solve(jacobian(function(b) colSums(score(b)), b), colSums(score(b)))
    b <- b - step
    if (max(abs(step)) < 1e-12) break
  }
  h <- jacobian(function(b) colSums(score(b)), b)
  infl <- score(b) %*% solve(-(h + t(h)) / 2)
  var_of <- function(u) svyrecvar(as.matrix(u), design$cluster, design$strata, design$fpc)
  v <- var_of(infl)
  of <- rep(attr(x, "assign"), k - 1)
  ddf <- degf(design) + 1 - length(b)
  f <- sapply(1:2, function(t) { i <- which(of == t); drop(b[i] %*% solve(v[i, i], b[i])) / length(i) })
  df <- sapply(1:2, function(t) sum(of == t))
  margins <- NULL; moved <- NULL
  for (size in levels(d$size)) for (answer in seq_len(k)) {
    at <- d; at$size <- factor(size, levels(d$size)); xs <- model.matrix(~ size + meals, at)
    mean_of <- function(b) sum(w * shares(b, xs, k)[, answer]) / sum(w)
    m <- mean_of(b); own <- w * (shares(b, xs, k)[, answer] - m) / sum(w)
    margins <- c(margins, m); moved <- cbind(moved, own + infl %*% grad(mean_of, b))
  }
  list(coef = b, se = sqrt(diag(v)), F = f, df = df, ddf = ddf,
       p = pf(f, df, ddf, lower.tail = FALSE), share = margins, share_se = sqrt(diag(var_of(moved))))
}
print_json(lapply(designs, found), c("survey", "numDeriv"))
