"""Policies, evidence, amounts and awards: the arithmetic of credit, without any input or output."""

from __future__ import annotations
