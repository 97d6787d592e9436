# Rscript raking.R > raking.json   (from this folder)
# Weights raked to margins: from equal and from given weights, and within bounds.
suppressMessages(library(survey))
source("json.R")

set.seed(1940)
n <- 400
people <- data.frame(
  sex = sample(0:1, n, TRUE, c(.62, .38)), age = sample(0:3, n, TRUE, c(.08, .22, .4, .3)),
  region = sample(0:2, n, TRUE, c(.5, .3, .2)), given = round(exp(rnorm(n, 0, .3)), 3)
)
people$age <- pmin(people$age + (people$sex & runif(n) < .3), 3)
shares <- list(sex = c(.49, .51), age = c(.2, .25, .3, .25), region = c(.35, .4, .25))
sums <- lapply(names(shares), function(item) {
  margin <- data.frame(seq_along(shares[[item]]) - 1, Freq = n * shares[[item]])
  setNames(margin, c(item, "Freq"))
})
formulas <- list(~sex, ~age, ~region)
exact <- list(maxit = 5000, epsilon = 1e-10)
drawn <- function(start) svydesign(~1, weights = start / mean(start), data = people)
raked <- function(start) weights(rake(drawn(start), formulas, sums, control = exact))
bounded <- function(start, low, high) {
  factors <- update(drawn(start), sex = factor(sex), age = factor(age), region = factor(region))
  total <- unlist(lapply(names(shares), function(item)
    setNames(n * shares[[item]][-1], paste0(item, seq_along(shares[[item]])[-1] - 1))))
  weights(calibrate(factors, ~sex + age + region, c(`(Intercept)` = n, total),
    calfun = "raking", bounds = c(low, high), bounds.const = TRUE, maxit = 500, epsilon = 1e-12))
}
equal <- rep(1, n)

print_json(list(
  people = as.list(people), shares = shares,
  equal = raked(equal), given = raked(people$given),
  equal_bounded = bounded(equal, .5, 3), given_bounded = bounded(people$given, .4, 3.5),
  kish = unname(n * sum(raked(equal)^2) / sum(raked(equal))^2)
), "survey")
