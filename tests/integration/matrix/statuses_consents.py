"""Statuses and headings of the pages about a patient's consent.

The columns are explained in table.py.
"""

TABLE = """
# Recorded by those who prepare; taken back with the guardian too
#      FD  PM  IG  CR  CG  DPO AU  PA   DEP LOG CON OUT  FD' PM' IG' CR' CG' DP' AU' PA'  SU   -
consent_ask: Ask the patient for consent
  GET  404 200 200 200 403 403 403 404  403 200 404 403  404 404 404 404 404 404 404 404  404 302
  POST 404 302 302 302 403 403 403 404  403 302 404 403  404 404 404 404 404 404 404 404  404 302
consent_answer: Record that the patient did not consent
  GET  404 200 200 200 403 403 403 404  403 200 404 403  404 404 404 404 404 404 404 404  404 302
  POST 404 302 302 302 403 403 403 404  403 302 404 403  404 404 404 404 404 404 404 404  404 302
consent_record: Record the patient’s consent
  GET  404 200 200 200 403 403 403 404  403 200 404 403  404 404 404 404 404 404 404 404  404 302
  POST 404 302 302 302 403 403 403 404  403 302 404 403  404 404 404 404 404 404 404 404  404 302
consent_withdraw: The patient withdraws consent
  GET  404 200 200 200 200 403 403 404  200 200 404 403  404 404 404 404 404 404 404 404  404 302
  POST 404 302 302 302 302 403 403 404  302 302 404 403  404 404 404 404 404 404 404 404  404 302
"""
