/// What regimes that begin with the first one are expected to come to, day by day, exactly: with it a future's own stays become a control variate,
/// a number whose expectation is known to be 0.
///
/// Stays of exponential length are a Markov chain in continuous time. With its rates Q and a day d, the shares of the regimes go on
/// as p(t + d) = p(t) P, P = exp(Q d), and their integral over the day is p(t) F, F = the integral of exp(Q s) over it.
/// Both come from their series over a short time, doubled until it is a day: P(2h) = P(h)^2, F(2h) = F(h) (1 + P(h)).

struct RegimeMeans: Sendable {
  /// By day of the horizon: the mean level. 0 for a day without a second in it.
  let expected: [Double]
  private let horizon: Horizon

  init(_ chain: RegimeChain, _ horizon: Horizon) {
    self.horizon = horizon
    let count = chain.levels.count
    let rates = chain.rates
    var shares = [Double](repeating: 0, count: count)
    shares[0] = 1
    var expected = [Double](repeating: 0, count: horizon.days)
    let whole = RegimeMeans.through(rates, count, RegimeMeans.day)
    for day in 0..<horizon.days {
      let length = RegimeMeans.length(of: day, horizon)
      guard length > 0 else { continue }
      let (step, integral) =
        length == RegimeMeans.day ? whole : RegimeMeans.through(rates, count, length)
      let over = RegimeMeans.product(shares, integral, count)
      expected[day] = zip(over, chain.levels).reduce(0) { $0 + $1.0 * $1.1 } / length
      shares = RegimeMeans.product(shares, step, count)
    }
    self.expected = expected
  }

  /// Of one future: the mean level of each day, as far as it lies in the horizon.
  func means(_ stays: RegimeStays, into means: inout [Double]) {
    var stay = 0
    var time = Double(horizon.start)
    for day in 0..<horizon.days {
      let length = RegimeMeans.length(of: day, horizon)
      guard length > 0 else {
        means[day] = 0
        continue
      }
      let end = time + length
      if stays.ends[stay] >= end {
        means[day] = stays.levels[stay]
        time = end
        if stays.ends[stay] == end { stay += 1 }
        continue
      }
      var sum = 0.0
      while time < end {
        let until = min(end, stays.ends[stay])
        sum += (until - time) * stays.levels[stay]
        time = until
        if stays.ends[stay] <= time, time < end { stay += 1 }
      }
      means[day] = sum / length
    }
  }

  private static let day = 86_400.0

  /// Seconds of a day (UTC) within the horizon.
  private static func length(of day: Int, _ horizon: Horizon) -> Double {
    let from = (horizon.firstDay + Int64(day)) * 86_400
    return Double(max(0, min(from + 86_400, horizon.end) - max(from, horizon.start)))
  }

  /// Over so many seconds: where the shares go, and the integral.
  private static func through(
    _ rates: [Double], _ n: Int, _ seconds: Double
  ) -> (step: [Double], integral: [Double]) {
    let fastest = (0..<n).reduce(0) { max($0, -rates[$1 * n + $1]) }
    var halvings = 0
    var h = seconds
    while fastest * h > 0.25, halvings < 60 { (h, halvings) = (h / 2, halvings + 1) }
    var term = identity(n)
    var step = term
    var integral = term.map { $0 * h }
    for k in 1...16 {
      term = product(term, rates, n).map { $0 * h / Double(k) }
      for place in step.indices {
        step[place] += term[place]
        integral[place] += term[place] * h / Double(k + 1)
      }
    }
    for _ in 0..<halvings {
      let more = product(integral, step, n)
      for place in integral.indices { integral[place] += more[place] }
      step = product(step, step, n)
    }
    return (step, integral)
  }

  private static func identity(_ n: Int) -> [Double] {
    (0..<(n * n)).map { $0 % (n + 1) == 0 ? 1 : 0 }
  }

  /// Of rows (one, or n) with a matrix.
  private static func product(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: a.count)
    for row in 0..<(a.count / n) {
      for k in 0..<n {
        let factor = a[row * n + k]
        for column in 0..<n { result[row * n + column] += factor * b[k * n + column] }
      }
    }
    return result
  }
}

extension RegimeChain {
  /// By rows, a second: of going from one regime into another, and on the diagonal less all of them.
  fileprivate var rates: [Double] {
    let n = levels.count
    var rates = [Double](repeating: 0, count: n * n)
    for regime in 0..<n {
      var before = 0.0
      for (place, (to, upTo)) in next[regime].enumerated() {
        // The last one takes what rounding left.
        let share = (place == next[regime].count - 1 ? 1 : upTo) - before
        before = upTo
        guard to != regime else { continue }
        rates[regime * n + to] += share / means[regime]
        rates[regime * n + regime] -= share / means[regime]
      }
    }
    return rates
  }
}
