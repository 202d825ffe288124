"""What boards and jurisdictions require of a learner in a cycle, and how far the learner has come: pure."""
