/// Estimates as people read them: as many digits as the interval deserves, and how far off chance may put them.

import Analysis
import Quantities

extension Estimate {
  /// `$1,204 ±6`, `4.1% (3.8-4.4%)`, `$1.02`.
  func readable(withInterval: Bool = true) -> String {
    let figure = best
    let scale = measure.unit.baseUnits
    let half = (figure.interval.high - figure.interval.low) / 2 / scale
    let value = figure.mean / scale
    switch measure.unit {
    case .probability:
      guard withInterval else { return percent(value) }
      let (low, high) = (figure.interval.low, figure.interval.high)
      // `>99.99% (from 99.97%)`: one end says enough where the other is all there is.
      if value >= 0.9999 { return "\(percent(value)) (from \(percent(low)))" }
      if value <= 0.000_005 { return "\(percent(value)) (to \(percent(high)))" }
      return "\(percent(value)) (\(percent(low, bare: true))-\(percent(high)))"
    case .dollars: return money(value, half, withInterval)
    case .ratio:
      let text = "$" + fixed(value, 3)
      return withInterval && half.isFinite ? "\(text) ±\(fixed(half, 3))" : text
    case .hours: return plain(value, half, " h", withInterval)
    case .days: return plain(value, half, " d", withInterval)
    case .count: return plain(value, half, "", withInterval)
    }
  }
}

extension Measure {
  /// `±$3.52`, `±1.2%`, `±19.5 days`; infinite: `±very many`.
  public func readable(halfWidth: Double) -> String {
    let value = halfWidth / unit.baseUnits
    switch unit {
    case .dollars: return "±$" + fixed(value, 2)
    case .probability: return "±" + percent(value)
    case .ratio: return "±" + fixed(value, 3)
    case .hours: return "±\(fixed(value, 1)) hours"
    case .days: return "±\(fixed(value, 1)) days"
    case .count: return "±" + fixed(value, 2)
    }
  }
}

/// `$1,204 ±6`; cents where the interval is below a dollar.
func money(_ value: Double, _ half: Double, _ withInterval: Bool = true) -> String {
  let digits = half < 1 ? 2 : 0
  let sign = value < 0 && -value >= (digits == 2 ? 0.005 : 0.5) ? "-$" : "$"
  let text = sign + fixed(abs(value), digits)
  return withInterval && half.isFinite ? "\(text) ±\(fixed(half, digits))" : text
}

private func plain(_ value: Double, _ half: Double, _ unit: String, _ withInterval: Bool) -> String {
  let digits = half >= 1 ? 0 : half >= 0.1 ? 1 : 2
  let text = (value < 0 ? "-" : "") + fixed(abs(value), digits)
  return (withInterval && half.isFinite && half > 0 ? "\(text) ±\(fixed(half, digits))" : text) + unit
}

/// `4.1%`, `0.02%`, `19%`: two digits of a small share. What is neither nothing nor all is never shown as either:
/// `<0.001%`, `>99.99%`.
func percent(_ share: Double, bare: Bool = false) -> String {
  let value = share * 100
  let digits = value == 0 ? 0 : value < 0.1 ? 3 : value < 1 ? 2 : value < 99 || value == 100 ? 1 : 2
  let text =
    value > 0 && value < 0.0005
    ? "<0.001"
    : value > 99.99 && value < 100
      ? ">99.99" : fixed(value, value >= 10 && value <= 99 || value == 100 ? 0 : digits)
  return bare ? text : text + "%"
}

/// A number that is not negative, rounded half up, with so many decimals; grouped by thousands.
func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, value < 1e15 else { return "very many" }
  let scale = [1, 10, 100, 1_000][decimals]
  let units = Int(value * Double(scale) + 0.5)
  let whole = grouped(units / scale)
  guard decimals > 0 else { return whole }
  let part = String(units % scale)
  return whole + "." + String(repeating: "0", count: decimals - part.count) + part
}
