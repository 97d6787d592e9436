# Rscript waves.R > waves.json   (from this folder)
# Changes with overlapping samples, trends over many waves, direct standardisation.
source("json.R")

z_test <- function(change, variance) {
  z <- change / sqrt(variance)
  list(z = z, p = 2 * pnorm(-abs(z)), limits = change + c(-1, 1) * qnorm(.975) * sqrt(variance))
}
v <- function(y) mean((y - mean(y))^2)
covariance <- function(a, b) mean((a - mean(a)) * (b - mean(b)))

known <- list(
  half = c(80, 156, 110, 170, .4, 80), nobody = c(46, 90, 24, 40, 0, 0),
  everybody = c(70, 120, 82, 120, .45, 120), opposed = c(30, 90, 40, 80, .05, 50)
)
of_known <- function(x) {
  p <- c(x[1] / x[2], x[3] / x[4]); n <- x[c(2, 4)]
  c(list(given = x), z_test(p[2] - p[1], sum(p * (1 - p) / n) -
    2 * x[6] * (x[5] - p[1] * p[2]) / (n[1] * n[2])))
}

panels <- list(
  share = list(c(80, 76), c(110, 60), rbind(c(30, 8), c(14, 28)), c(1, 0)),
  scale = list(c(20, 40, 30, 10), c(30, 45, 25, 10),
               rbind(c(8, 4, 1, 0), c(5, 12, 3, 1), c(1, 6, 9, 1), c(0, 1, 2, 3)), 4:1),
  unequal_scores = list(c(12, 9, 30), c(20, 15, 21), rbind(c(4, 1, 2), c(3, 3, 1), c(5, 2, 9)),
                        c(0, 1, 5)),
  opposed = list(c(30, 30), c(40, 20), rbind(c(2, 14), c(15, 1)), c(1, 0))
)
of_panel <- function(x) {
  k <- length(x[[4]]); s <- x[[4]]
  y1 <- rep(s, x[[1]]); y2 <- rep(s, x[[2]])
  a <- rep(rep(s, k), x[[3]]); b <- rep(rep(s, each = k), x[[3]])
  n <- c(length(y1), length(y2))
  found <- z_test(mean(y2) - mean(y1), v(y1) / n[1] + v(y2) / n[2] -
                  2 * length(a) * covariance(a, b) / prod(n))
  c(list(first = x[[1]], second = x[[2]], panel = x[[3]], scores = s), found)
}

unknown <- list(plain = c(80, 156, 110, 170), small = c(9, 26, 17, 40), same = c(30, 60, 30, 60),
                all = c(20, 20, 30, 44), reversed = c(70, 90, 30, 60))
of_unknown <- function(x) {
  p <- c(x[1] / x[2], x[3] / x[4]); n <- x[c(2, 4)]
  grid <- function(least) {
    both <- seq(least, min(p), length.out = 41)
    found <- outer(both, 0:min(n), function(b, m) sum(p * (1 - p) / n) -
                   2 * m * (b - p[1] * p[2]) / prod(n))
    ps <- 2 * pnorm(-abs(diff(p)) / sqrt(pmax(found, 0)))
    range(ps, na.rm = TRUE)
  }
  list(given = x, any = grid(max(0, sum(p) - 1)), non_negative = grid(prod(p)))
}

unknown_scores <- list(
  scale = list(c(20, 40, 30, 10), c(30, 45, 25, 10), 4:1),
  three = list(c(5, 9, 12), c(9, 4, 2), 3:1), unsorted = list(c(5, 9, 12), c(9, 4, 2), c(0, 5, 1))
)
of_unknown_scores <- function(x) {
  n <- c(sum(x[[1]]), sum(x[[2]])); s <- x[[3]]
  a <- sort(rep(s, x[[1]] * n[2])); b <- sort(rep(s, x[[2]] * n[1]))
  base <- v(a) / n[1] + v(b) / n[2]
  p <- sapply(c(covariance(a, b), covariance(a, rev(b))), function(c)
    z_test(mean(b) - mean(a), base - 2 * min(n) * c / prod(n))$p)
  list(first = x[[1]], second = x[[2]], scores = s, p = p)
}

trends <- list(
  three = list(c(40, 52, 66), c(100, 100, 110), c(2013, 2019, 2026)),
  five = list(c(80, 61, 75, 30, 88), c(156, 140, 130, 70, 160), c(2001, 2005, 2006, 2013, 2026)),
  two = list(c(46, 24), c(90, 40), c(2013, 2026)),
  rare = list(c(0, 1, 4, 2), c(40, 60, 80, 90), c(1, 2, 5, 6)),
  bent = list(c(40, 70, 44), c(100, 100, 110), c(2013, 2019, 2026)),
  steep = list(c(2, 15, 48, 50), c(50, 50, 50, 50), c(0, 1, 2, 4))
)
of_trend <- function(x) {
  y <- x[[1]]; n <- x[[2]]; t <- x[[3]]
  line <- suppressWarnings(prop.trend.test(y, n, t))
  whole <- suppressWarnings(chisq.test(rbind(y, n - y), correct = FALSE))
  model <- suppressWarnings(glm(cbind(y, n - y) ~ t, binomial, epsilon = 1e-16, maxit = 60))
  centred <- t - weighted.mean(t, n)
  slope <- unname(coef(lm(y / n ~ t, weights = n))[2])
  se <- sqrt(sum(centred^2 * n * (y / n) * (1 - y / n))) / sum(n * centred^2)
  off <- unname(whole$statistic - line$statistic); df <- length(y) - 2
  b <- coef(summary(model))["t", ]
  list(yes = y, bases = n, times = t, statistic = unname(line$statistic), p = line$p.value,
       slope = slope, limits = slope + c(-1, 1) * qnorm(.975) * se,
       off = off, off_p = pchisq(off, df, lower.tail = FALSE), z = b[[3]], z_p = b[[4]],
       ratio = exp(b[[1]]), ratio_limits = exp(b[[1]] + c(-1, 1) * qnorm(.975) * b[[2]]))
}

score_trends <- list(
  three = list(rbind(c(30, 35, 45), c(40, 40, 40), c(30, 25, 15)), c(2013, 2019, 2026), 3:1),
  bent = list(rbind(c(30, 50, 30), c(40, 40, 40), c(30, 10, 30)), c(2013, 2019, 2026), 3:1),
  five = list(rbind(c(6, 1, 4, 9), c(14, 5, 6, 8), c(23, 9, 7, 11), c(35, 17, 7, 2), c(12, 8, 2, 0)),
              c(2001, 2005, 2013, 2026), c(2, 1, 0, -1, -3))
)
of_score_trend <- function(x) {
  counts <- x[[1]]
  score <- rep(x[[3]][row(counts)], counts); time <- rep(x[[2]][col(counts)], counts)
  line <- lm(score ~ time); found <- coef(summary(line))["time", ]
  off <- anova(line, lm(score ~ factor(time)))
  list(counts = counts, times = x[[2]], scores = x[[3]], slope = found[[1]], t = found[[3]],
       p = found[[4]], limits = as.numeric(confint(line)["time", ]), f = off$F[2], f_p = off[["Pr(>F)"]][2])
}

# Gradient by a complex step; each wave is one multinomial sample of answer by group.
gradient <- function(f, p) {
  sapply(seq_along(p), function(i) {
    moved <- as.complex(p); moved[i] <- moved[i] + 1e-30i
    Im(f(moved)) / 1e-30
  })
}
variance <- function(f, counts) {
  n <- sum(counts); p <- counts / n; g <- gradient(f, p)
  (sum(g^2 * p) - sum(g * p)^2) / n
}
standards <- list(
  shifted = list(rbind(c(60, 10), c(40, 40)), rbind(c(30, 40), c(20, 160)), NULL),
  types = list(rbind(c(46, 24, 10), c(44, 16, 16)), rbind(c(60, 20, 18), c(50, 30, 12)), NULL),
  census = list(rbind(c(46, 24, 10), c(44, 16, 16)), rbind(c(60, 20, 18), c(50, 30, 12)), c(.5, .3, .2)),
  small = list(rbind(c(3, 1, 5), c(4, 6, 2)), rbind(c(2, 5, 1), c(6, 3, 4)), c(1, 1, 1))
)
of_standard <- function(x) {
  w <- if (is.null(x[[3]])) colSums(x[[1]] + x[[2]]) else x[[3]]
  w <- w / sum(w)
  raw <- function(p) sum(matrix(p, 2)[1, ])
  equal <- function(p) { m <- matrix(p, 2); sum(w * m[1, ] / (m[1, ] + m[2, ])) }
  composition <- function(p) raw(p) - equal(p)
  line <- function(f) {
    at <- sapply(x[1:2], function(c) Re(f(as.vector(c) / sum(c))))
    spread <- sum(sapply(x[1:2], function(c) variance(f, as.vector(c))))
    found <- z_test(at[2] - at[1], spread)
    c(at[2] - at[1], sqrt(spread), found$limits, found$p)
  }
  tables <- array(c(rbind(x[[2]][1, ], x[[2]][2, ], x[[1]][1, ], x[[1]][2, ])), c(2, 2, ncol(x[[1]])))
  mh <- mantelhaen.test(tables, correct = FALSE)
  list(first = x[[1]], second = x[[2]], mix = w, raw = line(raw), composition = line(composition),
       equal = line(equal), mh = unname(mh$statistic), mh_p = mh$p.value, odds = unname(mh$estimate))
}

print_json(list(
  known = lapply(known, of_known), panels = lapply(panels, of_panel),
  unknown = lapply(unknown, of_unknown), unknown_scores = lapply(unknown_scores, of_unknown_scores),
  trends = lapply(trends, of_trend), score_trends = lapply(score_trends, of_score_trend),
  standards = lapply(standards, of_standard)
))
