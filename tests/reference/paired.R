# Rscript paired.R > paired.json   (from this folder)
# Squares of pairs: first item in rows, second in columns, the best category first, so a
# pair is up if its row comes before its column.
source("json.R")
suppressPackageStartupMessages(library(coin))

square <- function(x, k) matrix(x, k, byrow = TRUE)
drawn <- function(seed, k, mean, away) {
  set.seed(seed)
  apart <- abs(outer(seq_len(k), seq_len(k), "-"))
  lean <- 1 + .4 * (outer(seq_len(k), seq_len(k), "<"))
  matrix(rpois(k * k, mean * away^apart * lean), k)
}
tables <- list(
  approval = square(c(794, 150, 86, 570), 2),
  pair22 = square(c(52, 28, 7, 69), 2),
  pair33 = square(c(20, 9, 3, 15, 41, 6, 8, 22, 32), 3),
  pair55 = square(c(3, 2, 1, 0, 0, 5, 11, 6, 2, 0, 2, 12, 28, 9, 1, 1, 5, 19, 24, 3,
                    0, 1, 4, 10, 7), 5),
  vision = square(c(1520, 266, 124, 66, 234, 1512, 432, 78, 117, 362, 1772, 205,
                    36, 82, 179, 492), 4),
  tiny = square(c(1, 2, 0, 0, 1, 1, 0, 1, 0), 3),
  one_way = square(c(4, 3, 2, 0, 5, 4, 0, 0, 6), 3),
  no_zeros = square(c(0, 7, 2, 5, 0, 4, 1, 3, 0), 3),
  far = square(c(2, 0, 0, 6, 0, 3, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2), 4),
  unused = square(c(9, 0, 5, 1, 0, 0, 0, 0, 2, 0, 8, 4, 1, 0, 2, 7), 4),
  opposed = square(c(5, 1, 8, 1, 6, 1, 8, 1, 5), 3),
  organisation90 = drawn(1, 5, 9, .5), organisation40 = drawn(2, 5, 4, .55),
  organisation26 = drawn(3, 5, 2, .6), eleven = drawn(4, 11, 3, .6),
  seven = drawn(5, 7, 1.2, .7), six = drawn(6, 6, 6, .4), four = drawn(7, 4, 14, .3),
  three = drawn(8, 3, 30, .5), two = drawn(9, 2, 25, .5), sparse = drawn(10, 8, .5, .8),
  large = drawn(11, 5, 60, .6)
)

of_two <- function(x) {
  b <- x[1, 2]
  c <- x[2, 1]
  n <- sum(x)
  test <- mcnemar.test(x, correct = FALSE)
  corrected <- mcnemar.test(x)
  exact <- binom.test(b, b + c)
  score <- function(d) {
    a <- 2 * n
    l <- -b - c + (2 * n - b + c) * d
    q <- (sqrt(l^2 - 4 * a * (-c * d * (1 - d))) - l) / (2 * a)
    (b - c - n * d) / sqrt(n * (2 * q + d * (1 - d)))
  }
  d <- (b - c) / n
  limit <- function(z, ends) uniroot(function(d) score(d) - z, ends, tol = 1e-15)$root
  half <- function(b, c, n) qnorm(.975) * sqrt((b + c) / n - ((b - c) / n)^2) / sqrt(n)
  list(
    asymptotic = list(statistic = unname(test$statistic), p_value = test$p.value),
    corrected = list(statistic = unname(corrected$statistic), p_value = corrected$p.value),
    exact = exact$p.value, midp = exact$p.value - dbinom(min(b, c), b + c, .5),
    tango = c(limit(qnorm(.975), c(-.999, d)), limit(-qnorm(.975), c(d, .999))),
    wald = d + c(-1, 1) * half(b, c, n),
    score_z = score(-.1), score_z_above = score(.1)
  )
}

bowker <- function(x) {
  up <- x[upper.tri(x)]
  down <- t(x)[upper.tri(x)]
  filled <- up + down > 0
  statistic <- sum((up - down)[filled]^2 / (up + down)[filled])
  c(statistic, sum(filled), pchisq(statistic, sum(filled), lower.tail = FALSE))
}

bhapkar <- function(x) {
  used <- rowSums(x) + colSums(x) - 2 * diag(x) > 0
  x <- x[used, used]
  n <- sum(x)
  d <- (rowSums(x) - colSums(x))[-1]
  s <- (diag(rowSums(x) + colSums(x)) - x - t(x))[-1, -1]
  drop(d %*% solve(s - d %*% t(d) / n, d))
}

# Moving pairs that agree to one used category does not change n of Bhapkar's test.
with_all <- function(x) {
  used <- rowSums(x) + colSums(x) - 2 * diag(x) > 0
  out <- sum(x[!used, !used])
  first <- which(used)[1]
  x[first, first] <- x[first, first] + out
  x[used, used]
}

ranked <- function(x) {
  a <- -rep(row(x), x)
  b <- -rep(col(x), x)
  differ <- a != b
  up <- sum(a > b)
  down <- sum(a < b)
  asymptotic <- suppressWarnings(wilcox.test(a, b, paired = TRUE, exact = FALSE,
                                             correct = FALSE))
  corrected <- suppressWarnings(wilcox.test(a, b, paired = TRUE, exact = FALSE))
  pratt <- wilcoxsign_test(a ~ b, zero.method = "Pratt")
  wilcox <- wilcoxsign_test(a ~ b, zero.method = "Wilcoxon")
  z <- function(test) as.numeric(statistic(test, "standardized"))
  ranks <- rank(abs(a - b)[differ])
  r <- sum(sign(a - b)[differ] * ranks) / sum(ranks)
  n <- length(a)
  null <- sqrt(n * (n + 1) * (2 * n + 1) / 6) / (n * (n + 1) / 2)
  found <- list(
    rank_sum = unname(asymptotic$statistic), wilcoxon_p = asymptotic$p.value,
    wilcoxon_corrected_p = corrected$p.value,
    wilcoxon_z = z(wilcox), pratt_z = z(pratt), pratt_p = as.numeric(pvalue(pratt)),
    sign_exact = binom.test(up, up + down)$p.value, sign_z = z(sign_test(a ~ b)),
    sign_midp = 2 * pbinom(min(up, down), up + down, .5) - dbinom(up, up + down, .5),
    rank_biserial = r, null_limits = tanh(atanh(r) + c(-1, 1) * qnorm(.975) * null)
  )
  if (sum(differ) > 400) return(found)
  exactly <- function(zeros) {
    as.numeric(pvalue(wilcoxsign_test(a ~ b, zero.method = zeros, distribution = "exact")))
  }
  c(found, exact_wilcoxon = exactly("Wilcoxon"), exact_pratt = exactly("Pratt"))
}

of_square <- function(x) {
  named <- as.table(x)
  dimnames(named) <- list(first = seq_len(nrow(x)), second = seq_len(nrow(x)))
  any <- mh_test(named)
  scored <- mh_test(named, scores = list(response = seq_len(nrow(x))))
  uneven <- rev(cumsum(seq_len(nrow(x))))
  spaced <- mh_test(named, scores = list(response = uneven))
  df <- qr(diag(rowSums(x) + colSums(x)) - x - t(x))$rank
  found <- list(
    counts = x, stuart_maxwell = as.numeric(statistic(any)), df = df,
    stuart_maxwell_p = pchisq(as.numeric(statistic(any)), df, lower.tail = FALSE),
    z = abs(as.numeric(statistic(scored, "standardized"))),
    z_p = as.numeric(pvalue(scored)), uneven = uneven,
    uneven_z = abs(as.numeric(statistic(spaced, "standardized"))),
    bowker = bowker(x)
  )
  together <- with_all(x)
  if (sum(x) > sum(diag(x)) && abs(found$stuart_maxwell - sum(x)) > 1e-6) {
    found <- c(found, bhapkar = bhapkar(together))
  }
  if (nrow(x) == 2) c(found, of_two(x), ranked(x)) else c(found, ranked(x))
}
print_json(lapply(tables, of_square), "coin")
