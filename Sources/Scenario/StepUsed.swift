/// The step that a scenario is simulated by. Where none is stated (`step: auto`), what a workload asks for in a local day is
/// drawn at once and flows along the day's known profile: the sum over a day is what it was, and what is lost is only which
/// hour of it was the busy one. Everything by the day, the week or the month (expiry, caps, budgets, reloads, standing orders)
/// sees the same. So the hours are drawn only where a rule looks inside the day, and then for all workloads and plans: every
/// plan lives through the same demand. This is the list of these rules:
///
/// - **rate limits** that may be met (at fifty times the usual level): what passes in an hour and what waits for a later one;
/// - **an allowance with windows of hours**: a session begins with the first use, and is full when its hours were busy;
/// - **dollars stated by the hour**: each hour has a draw of its own;
/// - **a regime of less than three days on average**: it may begin and end within a day;
/// - **few requests**: where more than one hour of use in ten has none at all, a gap of some hours in which nothing is served
///   is often one in which nothing is asked for. A day's amount flows through all of its hours, and would meet every gap.
///
/// A daily cap is no such rule, though its day is UTC's: a local day's parts in two days of UTC are drawn apart (DayGrid).
/// All plans of the file count, compared or not: which of them are looked at changes no figure.
/// At the boundary: a regime, or a session, of exactly three days leaves the days whole; 2.3 requests an hour are not
/// few.

import Demand
import Ledger
import Quantities

public struct StepUsed: Hashable, Sendable {
  public var isStated: Bool
  /// Nil: a local day at once.
  public var seconds: Int64?
  /// What looks inside the day, if nothing is stated.
  public var because: String?

  fileprivate init(isStated: Bool, seconds: Int64?, because: String? = nil) {
    self.isStated = isStated
    self.seconds = seconds
    self.because = because
  }

  /// `1 hour`, `auto (a day)`, `auto (1 hour: 'agent' is stated in dollars by the hour)`.
  public var name: String {
    let length = seconds.map { TimeSpan.seconds($0).description } ?? "a day"
    if isStated { return length }
    return because.map { "auto (\(length): \($0))" } ?? "auto (\(length))"
  }
}

extension Scenario {
  public var stepUsed: StepUsed {
    if let step { return StepUsed(isStated: true, seconds: step) }
    guard let reason = looksInsideTheDay else { return StepUsed(isStated: false, seconds: nil) }
    return StepUsed(isStated: false, seconds: TimeSpan.hour, because: reason)
  }

  /// Spans below it are told by the hour.
  private static let short = 3 * TimeSpan.day

  private var looksInsideTheDay: String? {
    if RateLimits.mayHoldBack(workloads.map(\.workload), limits: rateLimits, card: card) {
      return "rate limits may hold requests back"
    }
    for entry in workloads {
      let name = QuantityError.quote(entry.workload.name)
      if case .spend(_, .hour) = entry.workload.size { return "\(name) is stated in dollars by the hour" }
      for regime in entry.workload.regimes where !regime.next.isEmpty && regime.lasts < Scenario.short {
        let stay = TimeSpan.seconds(regime.lasts)
        return "the regime \(QuantityError.quote(regime.name)) of \(name) lasts \(stay)"
      }
    }
    if isSparse { return "there are hours without any request" }
    for plan in plans {
      for window in plan.ledger.allowance?.windows ?? [] {
        guard let length = window.clock.hours else { continue }
        return "the allowance of \(QuantityError.quote(plan.name)) has windows of \(TimeSpan.seconds(length))"
      }
    }
    return nil
  }
}

extension Scenario {
  /// Whether all workloads together have no request in more than one in ten of their usual hours. Dollars by the day have no
  /// such hour, at any step.
  private var isSparse: Bool {
    guard !workloads.isEmpty else { return false }
    var sum = 0.0
    for entry in workloads.map(\.workload) {
      guard let at = entry.active.first?.from, let hour = entry.usualDollarsPerHour(card: card, at: at),
        let each = entry.usualDollarsPerRequest(card: card, at: at), each > 0
      else { return false }
      // A dispersed count comes in clusters: of as many requests as the dispersion says, or fewer.
      sum += hour / each / (Double(entry.dispersion.millionths) / 1e6)
    }
    // exp(-2.3) is a tenth.
    return sum < 2.3
  }
}

extension Allowance.Window.Clock {
  /// Seconds, of a window that begins or turns within the day.
  fileprivate var hours: Int64? {
    switch self {
    case .session(let length): return length < 3 * TimeSpan.day ? length : nil
    case .fixed(_, .seconds(let length)): return length < TimeSpan.day ? length : nil
    case .fixed: return nil
    }
  }
}
