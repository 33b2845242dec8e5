"""The field names of the objects that Stripe's API serves, so that no object of ours lacks one of them.

A dotted name is the table of a nested object: `charge.outcome` lists the fields of a charge's `outcome`. Only
names are kept here; the resource that serves the object decides the values.
"""

from typing import Any

Resource = dict[str, Any]

_NAMES = {
    "account": """
        business_profile business_type capabilities charges_enabled controller country created
        default_currency details_submitted email external_accounts future_requirements id metadata object
        payouts_enabled requirements settings tos_acceptance type
    """,
    "account.business_profile": """
        annual_revenue estimated_worker_count mcc minority_owned_business_designation name
        product_description support_address support_email support_phone support_url url
    """,
    "account.business_profile.support_address": "city country line1 line2 postal_code state",
    "account.external_accounts": "data has_more object url",
    "account.future_requirements": """
        alternatives current_deadline currently_due disabled_reason errors eventually_due past_due
        pending_verification
    """,
    "account.requirements": """
        alternatives current_deadline currently_due disabled_reason errors eventually_due past_due
        pending_verification
    """,
    "account.settings": """
        bacs_debit_payments branding card_issuing card_payments dashboard invoices payments payouts
        sepa_debit_payments
    """,
    "account.settings.bacs_debit_payments": "display_name service_user_number",
    "account.settings.branding": "icon logo primary_color secondary_color",
    "account.settings.card_issuing": "tos_acceptance",
    "account.settings.card_issuing.tos_acceptance": "date ip",
    "account.settings.card_payments": """
        decline_on statement_descriptor_prefix statement_descriptor_prefix_kana
        statement_descriptor_prefix_kanji
    """,
    "account.settings.card_payments.decline_on": "avs_failure cvc_failure",
    "account.settings.dashboard": "display_name timezone",
    "account.settings.invoices": "default_account_tax_ids hosted_payment_method_save",
    "account.settings.payments": """
        statement_descriptor statement_descriptor_kana statement_descriptor_kanji
        statement_descriptor_prefix_kana statement_descriptor_prefix_kanji
    """,
    "account.settings.payouts": "debit_negative_balances schedule statement_descriptor",
    "account.settings.payouts.schedule": "delay_days interval",
    "account.tos_acceptance": "date ip user_agent",
    "account_link": "created expires_at object url",
    "application": "id name object",
    "balance": "available connect_reserved livemode object pending",
    "balance_transaction": """
        amount available_on balance_type created currency description exchange_rate fee fee_details id net
        object reporting_category source status type
    """,
    "bank_account": """
        account_holder_name account_holder_type account_type bank_name country currency customer fingerprint
        id last4 metadata object routing_number status
    """,
    "charge": """
        amount amount_captured amount_refunded application application_fee application_fee_amount
        balance_transaction billing_details calculated_statement_descriptor captured created currency
        customer description disputed failure_balance_transaction failure_code failure_message fraud_details
        id livemode metadata object on_behalf_of outcome paid payment_intent payment_method
        payment_method_details receipt_email receipt_number receipt_url refunded refunds review shipping
        source source_transfer statement_descriptor statement_descriptor_suffix status transfer_data
        transfer_group
    """,
    "charge.billing_details": "address email name phone tax_id",
    "charge.billing_details.address": "city country line1 line2 postal_code state",
    "charge.outcome": """
        advice_code network_advice_code network_decline_code network_status reason seller_message type
    """,
    "charge.payment_method_details.card": """
        amount_authorized authorization_code brand checks country exp_month exp_year extended_authorization
        fingerprint funding incremental_authorization installments last4 mandate multicapture network
        network_token network_transaction_id overcapture regulated_status three_d_secure transaction_link_id
        wallet
    """,
    "charge.payment_method_details.card.checks": "address_line1_check address_postal_code_check cvc_check",
    "charge.payment_method_details.card.three_d_secure": """
        authentication_flow electronic_commerce_indicator exemption_indicator result result_reason
        transaction_id version
    """,
    "charge.payment_method_details.card.overcapture": "maximum_amount_capturable status",
    "charge.payment_method_details.card.installments": "plan",
    "charge.refunds": "data has_more object url",
    "checkout.session": """
        adaptive_pricing after_expiration allow_promotion_codes amount_subtotal amount_total
        automatic_tax billing_address_collection cancel_url client_reference_id client_secret
        collected_information consent consent_collection created currency currency_conversion
        custom_fields custom_text customer customer_account customer_creation customer_details
        customer_email discounts expires_at id integration_identifier invoice invoice_creation
        livemode locale managed_payments metadata mode object origin_context payment_intent
        payment_link payment_method_collection payment_method_configuration_details
        payment_method_options payment_method_types payment_status permissions
        phone_number_collection recovered_from saved_payment_method_options setup_intent
        shipping_address_collection shipping_cost shipping_options status submit_type subscription
        success_url total_details ui_mode url wallet_options
    """,
    "checkout.session.adaptive_pricing": "enabled",
    "checkout.session.automatic_tax": "enabled liability provider status",
    "checkout.session.custom_text": "after_submit shipping_address submit terms_of_service_acceptance",
    "checkout.session.managed_payments": "enabled",
    "checkout.session.phone_number_collection": "enabled",
    "customer": """
        address balance created currency default_source delinquent description discount email id
        invoice_prefix invoice_settings livemode metadata name next_invoice_sequence object phone
        preferred_locales shipping tax_exempt test_clock
    """,
    "customer.address": "city country line1 line2 postal_code state",
    "customer.invoice_settings": "custom_fields default_payment_method footer rendering_options",
    "customer.invoice_settings.rendering_options": "amount_tax_display template",
    "deleted_account": "deleted id object",
    "deleted_customer": "deleted id object",
    "deleted_webhook_endpoint": "deleted id object",
    "dispute": """
        amount balance_transactions charge created currency enhanced_eligibility_types evidence
        evidence_details id is_charge_refundable livemode metadata object payment_intent
        payment_method_details reason status
    """,
    "dispute.evidence": """
        access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
        cancellation_rebuttal customer_communication customer_email_address customer_name
        customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation
        duplicate_charge_id enhanced_evidence product_description receipt refund_policy
        refund_policy_disclosure refund_refusal_explanation service_date service_documentation
        shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number
        uncategorized_file uncategorized_text
    """,
    "dispute.evidence_details": "due_by enhanced_eligibility has_evidence past_due submission_count",
    "dispute.payment_method_details.card": "brand case_type network network_reason_code",
    "event": "api_version created data id livemode object pending_webhooks request type",
    "event.request": "id idempotency_key",
    "identity.verification_session": """
        client_reference_id client_secret created id last_error last_verification_report livemode metadata
        object options redaction related_customer related_customer_account status type url
    """,
    "payment_intent": """
        amount amount_capturable amount_details amount_received application application_fee_amount
        automatic_payment_methods canceled_at cancellation_reason capture_method client_secret
        confirmation_method created currency customer customer_account description
        excluded_payment_method_types id last_payment_error latest_charge livemode managed_payments metadata
        next_action object on_behalf_of payment_method payment_method_configuration_details
        payment_method_options payment_method_types processing receipt_email review setup_future_usage
        shipping source statement_descriptor statement_descriptor_suffix status transfer_data transfer_group
    """,
    "payment_method": """
        allow_redisplay billing_details card created customer customer_account id livemode metadata object
        type
    """,
    "payment_method.billing_details": "address email name phone tax_id",
    "payment_method.billing_details.address": "city country line1 line2 postal_code state",
    "payment_method.card": """
        brand checks country display_brand exp_month exp_year fingerprint funding generated_from last4
        networks regulated_status three_d_secure_usage wallet
    """,
    "payment_method.card.checks": "address_line1_check address_postal_code_check cvc_check",
    "payment_method.card.generated_from": "charge payment_method_details setup_attempt",
    "payment_method.card.networks": "available preferred",
    "payment_method.card.three_d_secure_usage": "supported",
    "payout": """
        amount application_fee application_fee_amount arrival_date automatic balance_transaction created
        currency description destination failure_balance_transaction failure_code failure_message id
        livemode metadata method object original_payout payout_method reconciliation_status reversed_by
        source_type statement_descriptor status trace_id type
    """,
    "payout.trace_id": "status value",
    "refund": """
        amount balance_transaction charge created currency customer customer_account destination_details id
        metadata object payment_intent payment_method reason receipt_number source_transfer_reversal status
        transfer_reversal
    """,
    "refund.destination_details": "card type",
    "setup_intent": """
        application automatic_payment_methods cancellation_reason client_secret created customer description
        excluded_payment_method_types flow_directions id last_setup_error latest_attempt livemode mandate
        metadata next_action object on_behalf_of payment_method payment_method_configuration_details
        payment_method_options payment_method_types single_use_mandate status usage
    """,
    "transfer": """
        amount amount_reversed balance_transaction created currency description destination
        destination_payment id livemode metadata object reversals reversed source_transaction source_type
        transfer_group
    """,
    "transfer.reversals": "data has_more object url",
    "transfer_reversal": """
        amount balance_transaction created currency destination_payment_refund id metadata object
        source_refund transfer
    """,
    "webhook_endpoint": """
        api_version application created description enabled_events id livemode metadata object status url
    """,
}

FIELDS: dict[str, tuple[str, ...]] = {kind: tuple(names.split()) for kind, names in _NAMES.items()}


def shaped(kind: str, /, **values: Any) -> Resource:
    """Returns an object of that kind with all its fields: the given ones, the others null or empty."""
    blank = {field: _unset(f"{kind}.{field}") for field in FIELDS[kind]}
    return blank | values


def _unset(path: str) -> Resource | None:
    return shaped(path) if path in FIELDS else None
