/// Estimates as people read them: as many digits as the interval deserves, and how far off chance may put them. Means are those of
/// the futures, not the adjusted ones of control variates, so that months add up to the whole; differences and rare risks are the
/// adjusted ones.

import Quantities
import Results

extension Estimate {
  /// `$1,204 ±6`, `4.1% (3.8-4.4%)`, `$1.02`, `$0.40 (0.10-3.10)` where it may be much more and not much less.
  func readable(withInterval: Bool = true) -> String {
    let scale = measure.unit.baseUnits
    let isRisk = measure.unit == .probability
    let value = (isRisk ? best.mean : mean) / scale
    let ends = isRisk ? best.interval : interval
    let interval = Interval(low: ends.low / scale, high: ends.high / scale)
    switch measure.unit {
    case .probability:
      guard withInterval else { return percent(value) }
      // `>99.99% (from 99.97%)`: one end says enough where the other is all there is.
      if value >= 0.9999 { return "\(percent(value)) (from \(percent(interval.low)))" }
      if value <= 0.000_005 { return "\(percent(value)) (to \(percent(interval.high)))" }
      return "\(percent(value)) (\(percent(interval.low, bare: true))-\(percent(interval.high)))"
    case .share:
      guard withInterval, interval.low < interval.high else { return percent(value) }
      return "\(percent(value)) (\(percent(interval.low, bare: true))-\(percent(interval.high)))"
    case .dollars: return money(value, interval, withInterval)
    case .ratio: return ranged(value, interval, 3, mark: "$", shows: withInterval)
    case .hours: return plain(value, interval, " h", withInterval)
    case .days: return plain(value, interval, " d", withInterval)
    case .count: return plain(value, interval, "", withInterval)
    }
  }
}

extension Measure {
  /// `±$3.52`, `±1.2%`, `±19.5 days`; infinite: `±very many`.
  public func readable(halfWidth: Double) -> String {
    let value = halfWidth / unit.baseUnits
    switch unit {
    case .dollars: return "±" + fixed(value, 2, mark: "$")
    case .probability, .share: return "±" + percent(value)
    case .ratio: return "±" + fixed(value, 3)
    case .hours: return "±\(fixed(value, 1)) hours"
    case .days: return "±\(fixed(value, 1)) days"
    case .count: return "±" + fixed(value, 2)
    }
  }
}

/// A figure at another usage or risk, with its interval if that is known.
extension Place {
  /// `$3,224 ±12`, and `$3,224` where it is known to the cent; nano-dollars.
  var dollars: String {
    hasInterval && interval.halfWidth >= 5e6 ? money(value / 1e9, interval.scaled(by: 1e-9)) : amount(value)
  }
  /// `$0.474 ±0.003`
  var factor: String {
    hasInterval ? ranged(value, interval, 3, mark: "$", shows: true) : fixed(value, 2, mark: "$")
  }
  /// `35% (31-39%)`
  var share: String {
    hasInterval
      ? "\(percent(value)) (\(percent(max(0, interval.low), bare: true))-\(percent(min(1, interval.high))))"
      : percent(value)
  }

  private var hasInterval: Bool { interval.low < interval.high && interval.halfWidth.isFinite }
}

extension Interval {
  fileprivate func scaled(by factor: Double) -> Interval { Interval(low: low * factor, high: high * factor) }
}

/// `$1,204 ±6`; cents where the interval is below a dollar.
func money(_ value: Double, _ interval: Interval, _ withInterval: Bool = true) -> String {
  ranged(value, interval, interval.halfWidth < 1 ? 2 : 0, mark: "$", shows: withInterval)
}

private func plain(_ value: Double, _ interval: Interval, _ unit: String, _ withInterval: Bool) -> String {
  let half = interval.halfWidth
  return ranged(
    value, interval, half >= 1 ? 0 : half >= 0.1 ? 1 : 2, unit: unit, shows: withInterval && half > 0)
}

/// Where one end is farther from the value than the other by half again both are told: `$4 (0 to 24)`; of what was never seen,
/// how much it may be: `0 h (to 18 h)`.
private func ranged(
  _ value: Double, _ interval: Interval, _ digits: Int, mark: String = "", unit: String = "", shows: Bool
) -> String {
  let text = fixed(value, digits, mark: mark)
  guard shows, interval.halfWidth.isFinite else { return text + unit }
  let (down, up) = (value - interval.low, interval.high - value)
  if down == 0, up > 0 { return "\(text)\(unit) (to \(fixed(interval.high, digits, mark: mark))\(unit))" }
  if max(down, up) > 1.5 * min(down, up) {
    return "\(text) (\(fixed(interval.low, digits)) to \(fixed(interval.high, digits)))\(unit)"
  }
  return "\(text) ±\(fixed(interval.halfWidth, digits))\(unit)"
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

/// Every figure that people read is written here: `1,204.50`, `-$28.31` with the mark `$`; rounded half away from 0 to
/// so many decimals, grouped by thousands. What rounds to nothing has no sign; what is no number is "unknown".
func fixed(_ value: Double, _ decimals: Int, mark: String = "") -> String {
  if value.isNaN { return "unknown" }
  guard abs(value) < 1e15 else { return value < 0 ? "-very many" : "very many" }
  let scale = [1, 10, 100, 1_000][decimals]
  let (whole, part) = Int(abs(value) * Double(scale) + 0.5).quotientAndRemainder(dividingBy: scale)
  var text = mark + grouped(whole)
  if decimals > 0 {
    let digits = String(part)
    text += "." + String(repeating: "0", count: decimals - digits.count) + digits
  }
  return value < 0 && (whole > 0 || part > 0) ? "-" + text : text
}
