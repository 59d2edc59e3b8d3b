/// Other plans in the same futures, for whoever looks for a plan among many: what is drawn is drawn once for all of a
/// batch, tables of demand are shared between batches, and what is of no use is let go while the others run on.

import Demand
import Scenario

extension Simulation {
  /// A simulation not yet run of other plans, in the same futures or in those of another seed. No days, months and orders are
  /// kept. `everyVariant`: else unknown switches are at their defaults.
  ///
  /// A plan's figures are the same whatever others are beside it, unless one holds credit for longer after the horizon than all that
  /// this simulation knows: what follows the horizon is then drawn anew, as far as that goes.
  public func living(
    _ plans: [PurchasePlan], seed: UInt64? = nil, everyVariant: Bool = false,
    block: Int = Simulation.usualBlock
  ) throws(SimulationError) -> Simulation {
    precondition(block > 0, "a block has futures")
    var scenario = scenario
    scenario.plans = plans
    let variants: (PurchasePlan) -> [PurchasePlan.Variant] =
      everyVariant ? { $0.variants } : { [$0.headline] }
    let seed = seed ?? self.seed
    if var known = try World(world, plansOf: scenario, variants) {
      if seed != self.seed { known.remembered = nil }
      return Simulation(scenario, known, seed, block)
    }
    var made = try World(scenario, plans: Array(plans.indices))
    made.keepsNoDetails()
    made.demand.followsPoints = world.demand.followsPoints
    made.afterwards?.followsPoints = world.demand.followsPoints
    // Of itself it can always be made.
    return Simulation(scenario, try World(made, plansOf: scenario, variants) ?? made, seed, block)
  }

  /// The same with some of its plans only: what was simulated of these stays, and runs on.
  public func keeping(_ plans: Set<Int>) -> Simulation {
    let kept = world.runs.indices.filter { plans.contains(world.runs[$0].plan) }
    var fewer = self
    fewer.world = world.keeping(kept)
    fewer.blocks = blocks.map { $0.keeping(kept) }
    return fewer
  }
}
